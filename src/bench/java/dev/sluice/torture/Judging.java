package dev.sluice.torture;

import dev.sluice.cli.Main;
import dev.sluice.torture.oracle.AcknowledgedInputs;
import dev.sluice.torture.oracle.AuditLine;
import dev.sluice.torture.oracle.ChainsUnbroken;
import dev.sluice.torture.oracle.Check;
import dev.sluice.torture.oracle.DeadLettersExact;
import dev.sluice.torture.oracle.DecisionsTold;
import dev.sluice.torture.oracle.Fed;
import dev.sluice.torture.oracle.InOrder;
import dev.sluice.torture.oracle.Inputs;
import dev.sluice.torture.oracle.InputsOnce;
import dev.sluice.torture.oracle.Letter;
import dev.sluice.torture.oracle.NothingHangs;
import dev.sluice.torture.oracle.OffsetsAtEnd;
import dev.sluice.torture.oracle.OneOwner;
import dev.sluice.torture.oracle.OrderKept;
import dev.sluice.torture.oracle.OutcomesRight;
import dev.sluice.torture.oracle.Place;
import dev.sluice.torture.oracle.PlannedExits;
import dev.sluice.torture.oracle.Progress;
import dev.sluice.torture.oracle.Recovered;
import dev.sluice.torture.oracle.SameStores;
import dev.sluice.torture.oracle.Told;
import dev.sluice.torture.oracle.Verdict;
import dev.sluice.torture.oracle.ZombiesFenced;
import dev.sluice.torture.oracle.ZombiesFenced.Zombie;
import dev.sluice.torture.rig.Brokers;
import dev.sluice.torture.rig.Instances;
import dev.sluice.torture.rig.Rig;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Gathers what the checks need, in the order in which it has to be gathered, and has them judge. */
final class Judging {
    private static final long GRACE_MS = 45_000;
    private static final long KILL_USUAL_MS = 25_000;
    private static final long KILL_LONGEST_MS = 60_000;
    private static final long BACK_MS = 30_000;
    private static final long DRAIN_MS = 60_000;
    private static final long SILENCE_MS = 20_000;

    /** In this time a virtual machine may not have come to the first line of ours, which is where a signal is first heard. */
    private static final long UNBORN_MS = 5_000;

    private static final long TRANSACTIONS_LIMIT_MS = 60_000;

    private static final Set<TransactionState> UNENDED =
            EnumSet.of(TransactionState.ONGOING, TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    private static final List<String> DERIVED = List.of(
            "audit",
            "finding",
            "finding-state",
            "provisioning-command",
            "ticket",
            "identity-access",
            "dead-letter",
            "exchange");

    private final Rig rig;
    private final TortureOptions options;
    private final History history;
    private final Load load;
    private final List<Fed> acknowledged;
    private final List<Item> uncertain;
    private final List<Window> windows;
    private final List<Zombie> zombies;
    private final List<Recovered.Episode> silences;
    private final Progress progress;
    private final long loadEnd;
    private final long drainedMs;
    private final List<Verdict> verdicts = new ArrayList<>();
    private final List<Timing> times = new ArrayList<>();

    Judging(
            Rig rig,
            TortureOptions options,
            History history,
            Load load,
            List<Fed> acknowledged,
            List<Item> uncertain,
            List<Window> windows,
            List<Zombie> zombies,
            List<Recovered.Episode> silences,
            Progress progress,
            long loadEnd,
            long drainedMs) {
        this.rig = rig;
        this.options = options;
        this.history = history;
        this.load = load;
        this.acknowledged = acknowledged;
        this.uncertain = uncertain;
        this.windows = windows;
        this.zombies = zombies;
        this.silences = silences;
        this.progress = progress;
        this.loadEnd = loadEnd;
        this.drainedMs = drainedMs;
    }

    List<Verdict> judge() throws Exception {
        check(offsets());
        check(transactions());
        check(owners());
        times();
        rig.instances().stopAll();
        check(exits());
        check(new ZombiesFenced(
                zombies, Transactions.ended(rig.brokers().logs(Brokers.all().get(0)))));
        try (Readings readings = new Readings(rig)) {
            Map<Place, String> read = readings.inputs();
            List<Fed> fed = Settled.of(acknowledged, uncertain, read, Rig.PREFIX);
            check(new AcknowledgedInputs(fed, read, fed.size() - acknowledged.size()));
            List<AuditLine> audit = readings.audit();
            check(new InputsOnce(fed, audit));
            check(new OrderKept(audit));
            check(new OutcomesRight(fed, audit, Load.DEDUPE));
            List<Letter> letters = readings.letters();
            check(new DeadLettersExact(fed, letters));
            check(chains(audit));
            Path out = options.directory().resolve("told");
            List<Told> told = readings.told(out);
            check(new DecisionsTold(audit, told));
            Truths truths = new Truths(load.history(), out, Instant.now());
            check(truths.standings(readings.views()));
            check(truths.openFindings());
            Set<String> disordered = InOrder.disordered(audit);
            check(truths.transitions(disordered));
            Stores stores = new Stores(rig, readings);
            check(new SameStores(stores.changelogs(), stores.copies(), options.wipedAtLast()));
        }
        return verdicts;
    }

    /** How soon everything went on, of all faults of which that is measured; known when it is judged. */
    List<Timing> timings() {
        return List.copyOf(times);
    }

    private void check(Check check) {
        Verdict verdict = check.judge();
        verdicts.add(verdict);
        history.add(
                verdict.passed() ? "check" : "CHECK-FAILED",
                Map.of(
                        "check", verdict.check(),
                        "figures", verdict.figures().toString(),
                        "problems", verdict.count(),
                        "words", verdict.problems().toString()));
    }

    private Check offsets() throws Exception {
        return new OffsetsAtEnd(
                named(Watch.ends(rig, Inputs.TOPICS, IsolationLevel.READ_UNCOMMITTED)),
                named(Watch.committed(rig.admin())));
    }

    private Check transactions() throws Exception {
        long giveUp = System.currentTimeMillis() + TRANSACTIONS_LIMIT_MS;
        while (true) {
            Map<String, Long> stable = named(Watch.ends(rig, DERIVED, IsolationLevel.READ_COMMITTED));
            Map<String, Long> high = named(Watch.ends(rig, DERIVED, IsolationLevel.READ_UNCOMMITTED));
            List<String> ongoing = ongoing();
            if (stable.equals(high) && ongoing.isEmpty() || System.currentTimeMillis() > giveUp) {
                return new NothingHangs(stable, high, ongoing);
            }
            Thread.sleep(500);
        }
    }

    private List<String> ongoing() throws InterruptedException {
        List<String> ongoing = new ArrayList<>();
        try {
            for (TransactionListing transaction :
                    rig.admin().listTransactions().all().get()) {
                if (UNENDED.contains(transaction.state())) {
                    ongoing.add(transaction.transactionalId() + " " + transaction.state());
                }
            }
        } catch (ExecutionException | IllegalArgumentException notSaid) {
            // The client gives up with the latter where it has just found a broker again; it is asked once more.
            ongoing.add("unknown, since the brokers did not say: " + notSaid.getMessage());
        }
        return ongoing;
    }

    private Check owners() throws Exception {
        ConsumerGroupDescription group = rig.admin()
                .describeConsumerGroups(List.of(Rig.APPLICATION))
                .all()
                .get()
                .get(Rig.APPLICATION);
        Map<String, List<String>> owners = new HashMap<>();
        for (String topic : Inputs.TOPICS) {
            for (int partition = 0; partition < rig.partitions(); partition++) {
                owners.put(Rig.PREFIX + topic + "-" + partition, new ArrayList<>());
            }
        }
        group.members().forEach(member -> member.assignment().topicPartitions().forEach(partition -> {
            List<String> members = owners.get(partition.toString());
            if (members != null) {
                members.add(member.consumerId());
            }
        }));
        return new OneOwner(owners);
    }

    private void times() {
        recovered(
                "kill -9 to progress",
                EnumSet.of(FaultKind.KILL_APP, FaultKind.WIPED_STATE),
                KILL_USUAL_MS,
                KILL_LONGEST_MS);
        recovered("all brokers back to progress", EnumSet.of(FaultKind.ALL_BROKERS_DOWN), BACK_MS, BACK_MS);
        recovered("SIGCONT to progress", EnumSet.of(FaultKind.PAUSE_APP), BACK_MS, BACK_MS);
        recovered("registry well again to progress", EnumSet.of(FaultKind.SICK_REGISTRY), BACK_MS, BACK_MS);
        took("silence while an instance is replaced", silences, SILENCE_MS, SILENCE_MS);
        took(
                "everything healed to all applied",
                List.of(new Recovered.Episode("the end", OptionalLong.of(drainedMs), true)),
                DRAIN_MS,
                DRAIN_MS);
        history.add("largest-silence", Map.of("ms", progress.largestGap(Long.MIN_VALUE, loadEnd)));
    }

    private void recovered(String what, Set<FaultKind> kinds, long usualMs, long longestMs) {
        List<Recovered.Episode> episodes = new ArrayList<>();
        for (Window window : windows) {
            Fault fault = window.fault();
            if (kinds.contains(fault.kind())) {
                String name = fault.words() + " (fault " + fault.number() + ")";
                episodes.add(new Recovered.Episode(name, progress.untilAllMoved(window.hurtAt()), fault.isAlone()));
            }
        }
        took(what, episodes, usualMs, longestMs);
    }

    private void took(String what, List<Recovered.Episode> episodes, long usualMs, long longestMs) {
        for (Recovered.Episode episode : episodes) {
            long ms = episode.tookMs().orElse(-1);
            times.add(new Timing(what, episode.name(), ms, episode.isAlone()));
            history.add("took", Map.of("what", what, "fault", episode.name(), "ms", ms, "alone", episode.isAlone()));
        }
        check(new Recovered(what, episodes, limit(usualMs), limit(longestMs)));
    }

    /** Where times are not judged, no limit is too long. */
    private long limit(long ms) {
        return options.areTimesJudged() ? ms : Long.MAX_VALUE;
    }

    private Check exits() throws IOException {
        List<PlannedExits.Exit> exits = new ArrayList<>();
        for (Instances.Exit exit : rig.instances().exits()) {
            StringBuilder excuse = new StringBuilder();
            boolean isDiskFull = false;
            for (Window window : windows) {
                boolean isConcerned =
                        window.fault().apps().isEmpty() || window.fault().apps().contains(exit.instance());
                if (isConcerned && window.isNear(exit.at(), GRACE_MS)) {
                    excuse.append(window.fault().words()).append("; ");
                    isDiskFull |= window.fault().kind() == FaultKind.DISK_FULL;
                }
            }
            exits.add(new PlannedExits.Exit(
                    exit.instance(),
                    exit.code(),
                    exit.how(),
                    excuse.toString(),
                    isDiskFull,
                    exit.livedMs() < UNBORN_MS,
                    exit.lastWords()));
        }
        long errors = 0;
        long replaced = 0;
        for (int app : Instances.all()) {
            for (String line : Files.readAllLines(rig.instances().log(app))) {
                errors += line.contains("The stream application is ERROR") ? 1 : 0;
                replaced += line.contains("The stream thread is replaced") ? 1 : 0;
            }
        }
        return new PlannedExits(exits, errors, replaced);
    }

    private Check chains(List<AuditLine> audit) {
        StringWriter words = new StringWriter();
        PrintWriter out = new PrintWriter(words);
        int exit = Main.commandLine()
                .setOut(out)
                .setErr(out)
                .execute(
                        "audit",
                        "verify",
                        "--whole",
                        "--bootstrap-server",
                        rig.brokers().bootstrapServers(),
                        "--registry",
                        rig.registryUrl(),
                        "--prefix",
                        Rig.PREFIX);
        return new ChainsUnbroken(audit, exit, words.toString());
    }

    private static Map<String, Long> named(Map<TopicPartition, Long> offsets) {
        Map<String, Long> named = new HashMap<>();
        offsets.forEach((partition, offset) -> named.put(partition.toString(), offset));
        return named;
    }
}
