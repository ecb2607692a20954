package dev.sluice.bench.run;

import dev.sluice.bench.load.LoadGenerator;
import dev.sluice.bench.load.LoadProfile;
import dev.sluice.bench.measure.Contender.Guarantee;
import dev.sluice.bench.report.Report;
import dev.sluice.bench.run.BenchOptions.Part;
import dev.sluice.domain.Category;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** One run of the benchmark: starts the broker, writes the logs, runs the parts, gathers the report. */
public final class Bench {
    /** The prefix of the log that everybody reads. */
    static final String MAIN = "iam.";

    /** The prefix of the part of it that the baseline knows. */
    static final String SHARED = "shared.";

    /** The prefix of the topics of the latency runs. */
    static final String LATENCY = "latency.";

    /** The prefix of a short log on which Sluice and the baseline are compared where no run came to the end of the long one. */
    static final String CHECK = "check.";

    private static final Set<Category> KNOWN_TO_BASELINE = Set.of(Category.IDENTITY, Category.ACCESS);
    private static final int CHECKED = 100_000;

    private final BenchOptions options;
    private final PrintWriter progress;
    private final Report report = new Report();

    /**
     * A run.
     *
     * @param options what to measure
     * @param progress is told what happens
     */
    public Bench(BenchOptions options, PrintWriter progress) {
        this.options = options;
        this.progress = progress;
    }

    /**
     * Measures.
     *
     * @return what was found
     * @throws Exception if the benchmark can't go on
     */
    public Report run() throws Exception {
        Machine.describe(report);
        describeOptions();
        say("starting a broker and a registry");
        try (Stack stack = Stack.start(options.directory(), options.keep());
                Cluster cluster = stack.cluster(options.profile().partitions())) {
            Launcher launcher = new Launcher(
                    stack.directory(),
                    cluster,
                    options.virtualMachine(),
                    options.appOptions(),
                    options.profile().copyLoops());
            stack.closeFirst(launcher::closeLatest);
            Session session = new Session(options, stack.broker(), cluster, launcher, report, this::say);
            throughput(session);
            if (options.has(Part.DSL)) {
                shared(session);
            }
            if (options.has(Part.LATENCY) || options.has(Part.POLICY)) {
                latency(new LatencyPart(session));
            }
        }
        Machine.describeEnd(report);
        return report;
    }

    /** What the parts share. */
    record Session(
            BenchOptions options,
            Child broker,
            Cluster cluster,
            Launcher launcher,
            Report report,
            Consumer<String> say) {}

    private void throughput(Session session) throws Exception {
        EnumSet<Part> parts = EnumSet.of(Part.COPY, Part.ALO, Part.EOS, Part.RESTORE, Part.KILL);
        parts.retainAll(options.parts());
        if (parts.isEmpty()) {
            return;
        }
        Log log = write(session, MAIN, options.profile().events(), EnumSet.allOf(Category.class));
        report.figure("log_events", log.events());
        report.figure("value_bytes", log.valueBytes());
        ThroughputPart part = new ThroughputPart(session, log);
        part.run();
        if (options.has(Part.KILL)) {
            KillPart kill = new KillPart(session, log);
            kill.run(Guarantee.ALO);
            kill.run(Guarantee.EOS);
        }
    }

    private void shared(Session session) throws Exception {
        Log log = write(session, SHARED, options.profile().events(), KNOWN_TO_BASELINE);
        SharedPart part = new SharedPart(session, log);
        part.run(Guarantee.ALO);
        if (options.has(Part.EOS) && options.rounds() > 1) {
            part.run(Guarantee.EOS);
        }
        if (!part.compared()) {
            LoadProfile profile = options.profile();
            int count = Math.min(profile.events(), profile.preparation() + CHECKED);
            new SharedPart(session, write(session, CHECK, count, KNOWN_TO_BASELINE)).check();
        }
    }

    private void latency(LatencyPart part) throws Exception {
        part.prepare();
        if (options.has(Part.LATENCY)) {
            part.run(Guarantee.ALO, options.profile().latency().aloRate());
            part.run(Guarantee.EOS, options.profile().latency().eosRate());
        }
        if (options.has(Part.POLICY)) {
            // Under both at the rate that either holds: what is compared is the same rate with and without.
            part.changePolicies(Guarantee.ALO, options.profile().latency().aloRate());
            part.changePolicies(Guarantee.EOS, options.profile().latency().aloRate());
        }
    }

    private Log write(Session session, String prefix, int count, Set<Category> kept) throws Exception {
        LoadProfile profile = options.profile();
        say("writing the log " + prefix + "*");
        long begin = System.nanoTime();
        session.cluster().createCatalogue(prefix);
        try (LogWriter writer = new LogWriter(session.cluster(), prefix, 50)) {
            long policies = writer.publishPolicies(profile);
            writer.write(new LoadGenerator(profile), count, kept);
            say(String.format(
                    Locale.ROOT,
                    "%,d events written in %.1f s, %.0f bytes each",
                    writer.count(),
                    Duration.ofNanos(System.nanoTime() - begin).toMillis() / 1000.0,
                    writer.meanValueBytes()));
            return new Log(prefix, writer.count(), policies, writer.meanValueBytes(), profile.preparation());
        }
    }

    private void describeOptions() {
        LoadProfile profile = options.profile();
        report.about(
                "profile", options.profileName() + ": " + profile.description().strip());
        report.about(
                "load",
                String.format(
                        Locale.ROOT,
                        "seed %d, %,d identities, skew %.1f, about %,d entitlements each, %d systems, %d rules, %d partitions",
                        profile.seed(),
                        profile.identities(),
                        profile.skew(),
                        profile.entitlementsPerIdentity(),
                        profile.systems(),
                        profile.sodRules(),
                        profile.partitions()));
        report.about("rounds", options.rounds());
        report.about("limit", options.limitSeconds() == 0 ? "none" : options.limitSeconds() + " s measured");
        report.about("vm", String.join(" ", options.virtualMachine()));
        report.about("app options", options.appOptions().isEmpty() ? "none" : new TreeMap<>(options.appOptions()));
        report.about("client settings", new TreeMap<>(Launcher.throughput()));
    }

    private void say(String line) {
        progress.println("bench: " + line);
        progress.flush();
    }
}
