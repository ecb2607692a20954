package dev.sluice.generate.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Computes what is to be found of how things stand: who answers for what, whose it is, who stays too long, who reviewed, accepted or
 * approved what. Looks at each identity, and each account of which it is asked whose it is, at every instant at which anything may
 * change, by what had happened by then. Covers facts that are told when they happen.
 */
public final class StateTruth {
    /** All kinds that it covers. */
    public static final Set<String> KINDS = Set.of(
            OwnerTruth.KIND,
            GuestTruth.KIND,
            CorrelationTruth.UNCORRELATED,
            CorrelationTruth.DISPUTED,
            ReviewTruth.OVERDUE,
            ReviewTruth.SELF_REVIEW,
            ReviewTruth.CONFLICT,
            RequestTruth.KIND,
            ConflictTruth.VIOLATION,
            ConflictTruth.UNUSED,
            AccountTruth.LEAVER,
            AccountTruth.UNKNOWN,
            ReasonTruth.UNSANCTIONED,
            ReasonTruth.EXPIRED,
            SleepTruth.KIND,
            MassTruth.KIND,
            StuckTruth.OVERDUE,
            StuckTruth.FAILED,
            ResurrectionTruth.KIND);

    /** Those that depend on the commands that were issued on the way, or on when what is told arrives, and so on the order. */
    public static final Set<String> OF_ORDER =
            Set.of(ResurrectionTruth.KIND, MassTruth.KIND, StuckTruth.OVERDUE, StuckTruth.FAILED);

    private final Map<String, StateFinding> found = new TreeMap<>();
    private final Set<String> standing = new HashSet<>();

    private StateTruth() {}

    /**
     * Computes the truth of a directory.
     *
     * @param events the directory of the events
     * @param policies the directory of the policies
     * @param until the last instant to look at, not before the last event
     * @return every finding to be expected, by its id
     * @throws IOException if a file can't be read
     * @throws IllegalArgumentException if a line can't be understood; the message names file and line
     */
    public static List<StateFinding> compute(Path events, Path policies, Instant until) throws IOException {
        SystemPolicies rules = SystemPolicies.read(policies);
        FactReader.History history = FactReader.read(events);
        CorrelationTruth correlation = new CorrelationTruth(history, rules);
        StateTruth truth = new StateTruth();
        for (AccountName account : correlation.accounts()) {
            TreeSet<Instant> instants = correlation.instants(account);
            truth.walk(instants, until, (now, inclusive) -> correlation.look(account, now, truth::stands));
        }
        Annals annals = new Annals(history.with(correlation.owners()).byIdentity(), rules);
        MassTruth mass = new MassTruth(annals);
        truth.walk(mass.instants(), until, (now, inclusive) -> mass.look(now, truth::stands));
        List<StateRule> all = List.of(
                new OwnerTruth(rules),
                new GuestTruth(rules),
                new ReviewTruth(rules),
                new RequestTruth(),
                new ConflictTruth(rules),
                new AccountTruth(rules),
                new ReasonTruth(rules),
                new SleepTruth(rules, Uses.read(events, rules)),
                new ResurrectionTruth(rules),
                new StuckTruth(rules));
        List<Duration> offsets = offsets(rules);
        for (String identityId : annals.identities()) {
            TreeSet<Instant> instants = instants(identityId, annals, offsets);
            all.forEach(rule -> rule.addInstants(annals, identityId, instants));
            truth.walk(instants, until, (now, inclusive) -> {
                Known known = new Known(annals, identityId, now, inclusive);
                all.forEach(rule -> rule.look(known, truth::stands));
            });
            annals.forget();
        }
        return List.copyOf(truth.found.values());
    }

    private static List<Duration> offsets(SystemPolicies rules) {
        return Stream.concat(
                        Stream.of(
                                Duration.ZERO,
                                OwnerTruth.GRACE,
                                OwnerTruth.LEAVE.plus(OwnerTruth.GRACE),
                                ConflictTruth.UNUSED_FOR),
                        rules.limitsOfGuests().stream())
                .distinct()
                .toList();
    }

    /** Also those of whoever was ever named as its owner. */
    private static TreeSet<Instant> instants(String identityId, Annals annals, List<Duration> offsets) {
        List<Fact> facts = new ArrayList<>(annals.facts(identityId));
        for (Fact fact : annals.facts(identityId)) {
            if (fact instanceof Fact.Hr hr && hr.attributes().containsKey("ownerId")) {
                facts.addAll(annals.facts(hr.attributes().get("ownerId")));
            }
        }
        TreeSet<Instant> base = new TreeSet<>();
        for (Fact fact : facts) {
            base.add(fact.at());
            base.add(fact.knownAt());
            if (fact instanceof Fact.Access access) {
                Stream.of(access.validFrom(), access.validTo())
                        .filter(limit -> limit != null)
                        .forEach(base::add);
            } else if (fact instanceof Fact.Requested request && request.validTo() != null) {
                base.add(request.validTo());
            } else if (fact instanceof Fact.Accepted exception && exception.validTo() != null) {
                base.add(exception.validTo());
            }
        }
        base.addAll(annals.employments()
                .instants(facts.stream()
                        .filter(Fact.Hr.class::isInstance)
                        .map(Fact.Hr.class::cast)
                        .toList()));
        TreeSet<Instant> instants = new TreeSet<>();
        base.forEach(instant -> offsets.forEach(offset -> instants.add(instant.plus(offset))));
        return instants;
    }

    private interface Look {
        void at(Instant now, boolean inclusive);
    }

    /** What is due at an instant comes before what happens then. */
    private void walk(TreeSet<Instant> instants, Instant until, Look look) {
        standing.clear();
        for (Instant now : instants.headSet(until, true)) {
            standing.clear();
            look.at(now, false);
            standing.clear();
            look.at(now, true);
        }
        standing.clear();
        look.at(until, true);
        standing.forEach(id -> {
            StateFinding last = found.get(id);
            found.put(id, new StateFinding(id, last.kind(), last.severity(), true));
        });
    }

    private void stands(String kind, String severity, String... scope) {
        String id = NameBasedId.of(
                Stream.concat(Stream.of("finding", kind), Stream.of(scope)).toArray(String[]::new));
        found.put(id, new StateFinding(id, kind, severity, false));
        standing.add(id);
    }
}
