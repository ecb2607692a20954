package dev.sluice.bench.run;

import dev.sluice.bench.load.LatencyLoad;
import dev.sluice.bench.load.LoadGenerator;
import dev.sluice.bench.load.LoadPolicies;
import dev.sluice.bench.load.LoadPolicies.Change;
import dev.sluice.bench.load.LoadProfile;
import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Contender.Guarantee;
import dev.sluice.bench.measure.Contender.Program;
import dev.sluice.bench.measure.Latencies;
import dev.sluice.bench.run.Launcher.Started;
import dev.sluice.policy.PolicyDocument;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.function.IntConsumer;
import org.apache.kafka.streams.StreamsConfig;

/**
 * Sends events at a rate and waits for their audit records as a consumer of committed records. An event's time runs from the
 * instant at which it was to be sent, so that a sender that is held up hides nothing.
 */
final class LatencyPart {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final Duration EVALUATION_LIMIT = Duration.ofMinutes(5);
    private static final long LEAD_NANOS = 500_000_000;
    private static final double LATE_SHARE = 0.02;
    private static final double LATE_SECONDS = 1;
    private static final double NANOS = 1e9;

    private final Bench.Session session;
    private final LoadProfile profile;
    private final LoadGenerator generator;
    private final List<Change> changes = new ArrayList<>();
    private long written;

    LatencyPart(Bench.Session session) {
        this.session = session;
        this.profile = session.options().profile();
        this.generator = new LoadGenerator(profile);
    }

    /** Puts the events there that make the application warm. */
    void prepare() {
        int preload = Math.max(profile.latency().preload(), profile.preparation());
        session.cluster().createCatalogue(Bench.LATENCY);
        try (LogWriter writer = new LogWriter(session.cluster(), Bench.LATENCY, 50)) {
            writer.publishPolicies(profile);
            writer.write(generator, preload);
        }
        written = preload;
    }

    /** What is done with an application that has worked off what was there. */
    private interface Live {
        void measure() throws Exception;
    }

    void run(Guarantee guarantee, int rate) throws Exception {
        live(guarantee, () -> measure(guarantee, rate));
    }

    /**
     * Publishes a set with another rule, and one with another role, while events come at a rate; and then once more, when what
     * evaluates everybody is compiled as well.
     */
    void changePolicies(Guarantee guarantee, int rate) throws Exception {
        live(guarantee, () -> {
            for (String turn : List.of("", "_again")) {
                for (Change change : Change.values()) {
                    changes.add(change);
                    String name = change.name().toLowerCase(Locale.ROOT) + turn;
                    if (!change(guarantee, rate, name, LoadPolicies.changed(profile, changes))) {
                        // What it has not worked off yet would count for the next.
                        return;
                    }
                }
            }
        });
    }

    private boolean change(Guarantee guarantee, int rate, String name, List<PolicyDocument> documents)
            throws Exception {
        int count = Math.multiplyExact(rate, profile.latency().seconds());
        int half = count / 2;
        AtomicReference<Exception> failure = new AtomicReference<>();
        Watch watch;
        try (LogWriter publisher = new LogWriter(session.cluster(), Bench.LATENCY, 0)) {
            Thread publish = new Thread(
                    () -> {
                        try {
                            publisher.publish(documents);
                        } catch (RuntimeException e) {
                            failure.set(e);
                        }
                    },
                    "bench-policies");
            watch = send(rate, count, profile.partitions(), i -> {
                if (i == half) {
                    publish.start();
                }
            });
            publish.join();
        }
        if (failure.get() != null) {
            throw failure.get();
        }
        state(guarantee, rate, name, half, watch);
        return watch.complete();
    }

    private void state(Guarantee guarantee, int rate, String name, int half, Watch watch) {
        String change = name.replace("_", ", ");
        if (!watch.complete()) {
            session.say()
                    .accept("latency, " + guarantee.setting() + ", another " + change
                            + ": not everything was seen in time, so nothing is given.");
            return;
        }
        int end = watch.firstAfterEvaluation();
        Latencies before = Latencies.of(watch.eventsBetween(profile.latency().warmUpSeconds() * rate, half));
        Latencies during = Latencies.of(watch.eventsBetween(half, Math.max(half + 1, end)));
        String suffix = "_" + name + "_" + guarantee.key();
        session.report().figure("p99_before" + suffix + "_ms", before.p99());
        session.report().figure("p99_during" + suffix + "_ms", during.p99());
        double seconds = watch.secondsToEvaluation() - half / (double) rate;
        session.report().figure("evaluated" + suffix + "_s", seconds);
        say(guarantee, rate, "before another " + change, before);
        say(guarantee, rate, "until everybody is evaluated under it", during);
        session.say()
                .accept(String.format(
                        Locale.ROOT,
                        "another %s, %s: %,d identities evaluated within %.1f s, p99 %.2f times what it was",
                        change,
                        guarantee.setting(),
                        profile.identities(),
                        seconds,
                        during.p99() / before.p99()));
    }

    private void live(Guarantee guarantee, Live part) throws Exception {
        session.cluster().emptyDerived(Bench.LATENCY);
        Contender contender =
                new Contender(Program.SLUICE, guarantee, session.options().mainThreads());
        String application = "bench-latency-" + guarantee.key();
        Map<String, String> settings =
                guarantee == Guarantee.EOS ? Map.of(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "25") : Map.of();
        Started started = session.launcher().start(contender, application, Bench.LATENCY, settings);
        try (Child child = started.child()) {
            // What the tasks have told each other is processed, too, so records are not counted: what is committed is
            // asked.
            Waiting.until(
                    "the application works off what is there before the measurement",
                    LIMIT,
                    child,
                    () -> session.cluster().committed(application, LogWriter.topics(Bench.LATENCY)) >= written);
            part.measure();
            child.stop();
        }
        Stack.delete(session.launcher().state(application));
        session.cluster().forget(application);
    }

    private void measure(Guarantee guarantee, int rate) throws Exception {
        LatencyLoad load = profile.latency();
        Watch watch = send(rate, Math.multiplyExact(rate, load.seconds()), 0, i -> {});
        state(guarantee, rate, load, watch);
    }

    /**
     * Sends events at a rate, and until tasks have told that they have evaluated everybody, and waits until all are seen. Without events
     * time would be that of the wall clock, at which all comes due that the load leads to.
     */
    private Watch send(int rate, int least, int evaluations, IntConsumer before) throws Exception {
        LatencyLoad load = profile.latency();
        double step = NANOS / rate;
        int more = evaluations == 0 ? 0 : Math.multiplyExact(rate, (int) EVALUATION_LIMIT.toSeconds());
        int most = Math.addExact(least, more);
        Watch watch;
        int sent = 0;
        try (LogWriter writer = new LogWriter(session.cluster(), Bench.LATENCY, 0)) {
            watch = new Watch(session.cluster(), Bench.LATENCY + "audit", written, most);
            try (watch) {
                watch.awaitEvaluationBy(evaluations);
                long start = System.nanoTime() + LEAD_NANOS;
                watch.start(start, step);
                for (; sent < least || sent < most && !watch.isEvaluated(); sent++) {
                    long intended = start + (long) (sent * step);
                    for (long wait = intended - System.nanoTime(); wait > 0; wait = intended - System.nanoTime()) {
                        LockSupport.parkNanos(wait);
                    }
                    before.accept(sent);
                    writer.send(generator.next());
                }
                writer.flush();
                watch.sent(sent);
                watch.await(Duration.ofSeconds(Math.max(10, load.seconds())));
            }
        }
        written += sent;
        return watch;
    }

    private void state(Guarantee guarantee, int rate, LatencyLoad load, Watch watch) {
        double reached = watch.reachedPerSecond();
        // A backlog that grew shows as lateness of the last event; a short hiccup is latency like any other.
        if (!watch.complete() || watch.latenessOfLast() > Math.max(LATE_SECONDS, LATE_SHARE * load.seconds())) {
            String sentence = String.format(
                    Locale.ROOT,
                    "Latency, %s: %,d events/s could not be held; %,.0f/s were reached, so no latency is given.",
                    guarantee.setting(),
                    rate,
                    reached);
            session.report().note(sentence);
            session.say().accept(sentence);
            return;
        }
        Latencies events = Latencies.of(watch.eventsFrom(load.warmUpSeconds() * rate));
        figures(guarantee, "", events);
        say(guarantee, rate, "event to audit record", events);
        long[] decisions = watch.decisionsFrom(load.warmUpSeconds() * rate);
        if (decisions.length > 0) {
            Latencies decided = Latencies.of(decisions);
            figures(guarantee, "decision_", decided);
            say(guarantee, rate, "event to decision", decided);
        }
    }

    private void figures(Guarantee guarantee, String what, Latencies latencies) {
        String suffix = "_" + what + guarantee.key() + "_ms";
        session.report().figure("p50" + suffix, latencies.p50());
        session.report().figure("p99" + suffix, latencies.p99());
        session.report().figure("p999" + suffix, latencies.p999());
        session.report().figure("latency_count_" + what + guarantee.key(), latencies.count());
    }

    private void say(Guarantee guarantee, int rate, String what, Latencies latencies) {
        session.say()
                .accept(String.format(
                        Locale.ROOT,
                        "latency, %s at %,d/s, %s: p50 %.1f ms, p99 %.1f ms, p99.9 %.1f ms, max %.1f ms (%,d)",
                        guarantee.setting(),
                        rate,
                        what,
                        latencies.p50(),
                        latencies.p99(),
                        latencies.p999(),
                        latencies.max(),
                        latencies.count()));
    }
}
