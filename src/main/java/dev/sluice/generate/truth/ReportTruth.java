package dev.sluice.generate.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Computes what is to be found of the conflicts of duties that others report: one finding for each day and rule, unless it is found here,
 * before or while it is told of. Under the defaults: nothing is told of it any more after thirty days.
 */
public final class ReportTruth {
    /** The kinds of findings that it covers. */
    public static final Set<String> KINDS = Set.of("SOD_VIOLATION_REPORTED");

    private static final List<String> SEVERITIES = List.of("LOW", "MEDIUM", "HIGH", "CRITICAL");
    private static final Duration QUIET = Duration.ofDays(30);

    private ReportTruth() {}

    /**
     * Computes the truth of a directory.
     *
     * @param events the directory of the events
     * @param policies the directory of the policies
     * @return the severity of every finding to be expected, by its id
     * @throws IOException if a file can't be read
     */
    public static Map<String, String> compute(Path events, Path policies) throws IOException {
        SystemPolicies rules = SystemPolicies.read(policies);
        Annals annals = new Annals(FactReader.read(events).byIdentity(), rules);
        ConflictTruth conflicts = new ConflictTruth(rules);
        Map<String, String> found = new TreeMap<>();
        for (String identityId : annals.identities()) {
            for (Fact fact : annals.facts(identityId)) {
                if (fact instanceof Fact.Reported report
                        && report.ruleId() != null
                        && !isFoundHere(report, identityId, annals, conflicts)) {
                    LocalDate day = LocalDate.ofInstant(report.at(), ZoneOffset.UTC);
                    String id = NameBasedId.of(
                            "finding", "SOD_VIOLATION_REPORTED", identityId, day + " " + report.ruleId());
                    found.merge(
                            id,
                            report.severity() == null ? "MEDIUM" : report.severity(),
                            (a, b) -> SEVERITIES.indexOf(a) > SEVERITIES.indexOf(b) ? a : b);
                }
            }
        }
        return found;
    }

    private static boolean isFoundHere(
            Fact.Reported report, String identityId, Annals annals, ConflictTruth conflicts) {
        TreeSet<Instant> instants = new TreeSet<>(Set.of(report.at()));
        annals.facts(identityId).forEach(fact -> instants.add(fact.at()));
        return instants.subSet(report.at(), true, report.at().plus(QUIET), true).stream()
                .anyMatch(at -> conflicts.isViolated(new Known(annals, identityId, at, true), report.ruleId()));
    }
}
