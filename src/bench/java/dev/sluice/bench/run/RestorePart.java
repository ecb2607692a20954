package dev.sluice.bench.run;

import dev.sluice.bench.child.Sample;
import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Contender.Guarantee;
import dev.sluice.bench.measure.Contender.Program;
import dev.sluice.bench.run.Launcher.Started;
import java.time.Duration;
import java.util.Locale;

/** Starts an application again whose state directory is gone, and watches it restore. */
final class RestorePart {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final double MS = 1000;

    private final Bench.Session session;
    private final Log log;

    RestorePart(Bench.Session session, Log log) {
        this.session = session;
        this.log = log;
    }

    void run(Guarantee guarantee, String application) throws Exception {
        long records = session.cluster().changelogRecords(application);
        Stack.delete(session.launcher().state(application));
        Contender contender =
                new Contender(Program.SLUICE, guarantee, session.options().mainThreads());
        long begin = System.currentTimeMillis();
        Started started = session.launcher().start(contender, application, log.prefix());
        try (Child child = started.child()) {
            Waiting.until("the application restores and runs", LIMIT, child, () -> running(started));
            Sample running = started.probe().first(RestorePart::isRunning).orElseThrow();
            Sample restoring =
                    started.probe().first(sample -> sample.restoring() > 0).orElse(running);
            double phase = (running.atMs() - restoring.atMs()) / MS;
            double start = (running.atMs() - begin) / MS;
            session.report().figure("restore_s", phase);
            session.report().figure("start_to_running_s", start);
            session.report().figure("restore_records", records);
            session.say()
                    .accept(String.format(
                            Locale.ROOT,
                            "restore: %,d changelog records in %.1f s, RUNNING %.1f s after the start",
                            records,
                            phase,
                            start));
            child.stop();
        }
    }

    private static boolean running(Started started) {
        return started.probe().last().filter(RestorePart::isRunning).isPresent();
    }

    private static boolean isRunning(Sample sample) {
        return sample.state().equals("RUNNING");
    }
}
