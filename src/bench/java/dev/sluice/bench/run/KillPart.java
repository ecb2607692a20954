package dev.sluice.bench.run;

import dev.sluice.bench.child.Sample;
import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Contender.Guarantee;
import dev.sluice.bench.measure.Contender.Program;
import dev.sluice.bench.run.Launcher.Started;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** Kills the application in the middle of the log, starts it again, and waits for the first new output. */
final class KillPart {
    private static final Duration LIMIT = Duration.ofMinutes(10);
    private static final double NANOS = 1e9;

    private final Bench.Session session;
    private final Log log;

    KillPart(Bench.Session session, Log log) {
        this.session = session;
        this.log = log;
    }

    void run(Guarantee guarantee) throws Exception {
        session.cluster().emptyDerived(log.prefix());
        Contender contender =
                new Contender(Program.SLUICE, guarantee, session.options().mainThreads());
        String application = "bench-kill-" + guarantee.key();
        Started first = session.launcher().start(contender, application, log.prefix());
        long killAt = log.policies() + Math.max(log.events() / 2, log.preparation());
        long begin;
        try (Child child = first.child()) {
            Waiting.until("the application comes to the middle of the log", LIMIT, child, () -> first.probe()
                    .last()
                    .map(Sample::processed)
                    .filter(processed -> processed >= killAt)
                    .isPresent());
            begin = System.nanoTime();
            child.kill();
        }
        String audit = log.prefix() + "audit";
        Map<TopicPartition, Long> ends = session.cluster().ends(List.of(audit), IsolationLevel.READ_UNCOMMITTED);
        Started second = session.launcher().start(contender, application, log.prefix());
        try (Child child = second.child();
                KafkaConsumer<byte[], byte[]> consumer = Readers.consumer(session.cluster())) {
            consumer.assign(ends.keySet());
            ends.forEach(consumer::seek);
            Waiting.until("the application goes on", LIMIT, child, () -> !consumer.poll(Duration.ofMillis(20))
                    .isEmpty());
            double seconds = (System.nanoTime() - begin) / NANOS;
            session.report().figure("kill_to_output_" + guarantee.key() + "_s", seconds);
            session.say()
                    .accept(String.format(
                            Locale.ROOT, "killed, %s: first new output after %.1f s", guarantee.setting(), seconds));
            child.stop();
        }
        Stack.delete(session.launcher().state(application));
        session.cluster().forget(application);
    }
}
