package dev.sluice.generate.truth;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;

/**
 * Computes what a history must lead to. Works on any directory of plain JSON events with a folder {@code policies}
 * beside them, also one that was not generated. Covers who leaves, who is on leave and who comes back, under policies without
 * roles in systems that get commands:
 *
 * <ul>
 *   <li>DISABLE_ACCOUNT and REVOKE of leavers, and LEAVER_RESIDUAL_ACCESS findings;
 *   <li>REVOKE of what a reviewer revoked while the campaign ran;
 *   <li>DELETE_ACCOUNT of what a leaver has had disabled for the time of retention;
 *   <li>DISABLE_ACCOUNT during a leave of absence, unless the system keeps accounts during that kind of leave;
 *   <li>ENABLE_ACCOUNT of what was disabled during a leave, when it is over, and of what a command had disabled of somebody
 *       whose end was withdrawn afterwards.
 * </ul>
 *
 * <p>Beside that it tells how each identity stood: HR status, attributes, accounts and what they hold.
 *
 * <p>What roles give is not covered: nothing is granted, nothing loses its reason, and who is hired again gets back nothing.
 *
 * <p>Where a decision falls due before the fact that causes it was recorded (a termination entered late), it is stamped
 * with the instant of recording; its id keeps the instant at which it was due. A grant that ends by its own
 * {@code validTo} counts as removed at that instant, for findings and for open commands alike.
 */
public final class GroundTruth {
    /** The kinds of findings that it covers. */
    public static final Set<String> KINDS = Set.of(IdentityTruth.KIND);

    private GroundTruth() {}

    /**
     * Computes the truth of a directory, up to its last event.
     *
     * @param directory holds {@code identity.jsonl}, {@code access.jsonl} and others, and a folder {@code policies}
     * @return every transition to be expected
     * @throws IOException if a file can't be read
     * @throws IllegalArgumentException if a line can't be understood; the message names file and line
     */
    public static Truth compute(Path directory) throws IOException {
        return compute(directory, directory.resolve("policies"));
    }

    /**
     * Computes the truth of events under policies kept elsewhere, up to the last event.
     *
     * @param events the directory of the events
     * @param policies the directory of the YAML policies; may be absent, then every system has the default policy
     * @return every transition to be expected
     * @throws IOException if a file can't be read
     * @throws IllegalArgumentException if a line can't be understood; the message names file and line
     */
    public static Truth compute(Path events, Path policies) throws IOException {
        SystemPolicies rules = SystemPolicies.read(policies);
        FactReader.History history = read(events, rules);
        return compute(history.byIdentity(), rules, history.last());
    }

    /**
     * Computes the truth of events up to an instant of one's own choice, as of a stage that has gone on since the last event.
     *
     * @param events the directory of the events
     * @param policies the directory of the YAML policies; may be absent, then every system has the default policy
     * @param until the last instant to look at, not before the last event
     * @return every transition to be expected
     * @throws IOException if a file can't be read
     * @throws IllegalArgumentException if a line can't be understood; the message names file and line
     */
    public static Truth compute(Path events, Path policies, Instant until) throws IOException {
        SystemPolicies rules = SystemPolicies.read(policies);
        return compute(read(events, rules).byIdentity(), rules, until);
    }

    /**
     * Tells how each identity stood, one after the other: each time something is not as before. One identity at a time, so
     * that no more has to be kept.
     *
     * @param events the directory of the events
     * @param policies the directory of the YAML policies; may be absent
     * @param until the last instant to look at, not before the last event
     * @param taker takes the standings of each identity in order
     * @throws IOException if a file can't be read
     * @throws IllegalArgumentException if a line can't be understood; the message names file and line
     */
    public static void standings(Path events, Path policies, Instant until, Consumer<List<Standing>> taker)
            throws IOException {
        SystemPolicies rules = SystemPolicies.read(policies);
        read(events, rules)
                .byIdentity()
                .forEach((identityId, facts) ->
                        taker.accept(new IdentityTruth(identityId, facts, rules).standings(until)));
    }

    /** With what is told of accounts only among the facts of those who turn out to own them. */
    private static FactReader.History read(Path events, SystemPolicies rules) throws IOException {
        FactReader.History history = FactReader.read(events);
        return history.with(new CorrelationTruth(history, rules).owners());
    }

    private static Truth compute(Map<String, List<Fact>> byIdentity, SystemPolicies rules, Instant until) {
        List<FindingTransition> findings = new ArrayList<>();
        List<CommandTransition> commands = new ArrayList<>();
        byIdentity.forEach((identityId, facts) -> {
            IdentityTruth identity = new IdentityTruth(identityId, facts, rules).walk(until);
            findings.addAll(identity.findings());
            commands.addAll(identity.commands());
        });
        return new Truth(findings, commands, until);
    }
}
