package dev.sluice.bench.child;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.StreamsConfig;

/**
 * The limit: reads the input topics and writes the same bytes to one topic, with as many pairs of consumer and producer as
 * the application has threads, and with the very client settings that the engine would give them.
 */
public final class CopyMain {
    /** Setting: the topics to read, separated by commas. */
    public static final String INPUTS = "bench.copy.inputs";

    /** Setting: the topic to write. */
    public static final String OUTPUT = "bench.copy.output";

    /** Setting: how often each partition is read from its beginning, so that a short log makes a run that can be measured. */
    public static final String LOOPS = "bench.copy.loops";

    private CopyMain() {}

    /**
     * Runs until the process is told to end.
     *
     * @param args the file of settings
     * @throws InterruptedException if the thread is interrupted
     */
    public static void main(String[] args) throws InterruptedException {
        Map<String, String> settings = Settings.read(Path.of(args[0]));
        List<CopyPair> pairs = new ArrayList<>();
        int threads = Integer.parseInt(settings.getOrDefault(StreamsConfig.NUM_STREAM_THREADS_CONFIG, "1"));
        for (int i = 0; i < threads; i++) {
            pairs.add(new CopyPair(new HashMap<>(settings), i));
        }
        Probe probe = Probe.start(new Progress(pairs));
        List<Thread> running = new ArrayList<>();
        for (int i = 0; i < threads; i++) {
            Thread thread = new Thread(pairs.get(i), "copy-" + i);
            thread.start();
            running.add(thread);
        }
        CountDownLatch closed = new CountDownLatch(1);
        Runtime.getRuntime().addShutdownHook(new Thread(() -> close(pairs, running, probe), "copy-close"));
        closed.await();
    }

    private static void close(List<CopyPair> pairs, List<Thread> running, Probe probe) {
        pairs.forEach(CopyPair::stop);
        try {
            for (Thread thread : running) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        if (probe != null) {
            probe.close();
        }
    }

    private record Progress(List<CopyPair> pairs) implements Probe.Subject {
        @Override
        public long processed() {
            return pairs.stream().mapToLong(CopyPair::copied).sum();
        }

        @Override
        public String state() {
            return "RUNNING";
        }

        @Override
        public int restoring() {
            return 0;
        }
    }
}
