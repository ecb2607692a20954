package dev.sluice.torture;

import dev.sluice.torture.oracle.Progress;
import dev.sluice.torture.oracle.Recovered;
import dev.sluice.torture.rig.Instances;
import dev.sluice.torture.rig.Rig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.common.GroupState;

/**
 * Replaces one instance after the other under load, as an operator does: the next one when the one before it is in the group and every
 * partition goes on. Another version has other settings, and is another program if there is one.
 */
final class Versions {
    private static final long LIMIT_NANOS = Duration.ofSeconds(120).toNanos();
    private static final long PATIENCE_MS = 10_000;
    private static final String THREADS = "num.stream.threads";
    private static final String COMMITS = "commit.interval.ms";

    private final Rig rig;
    private final History history;
    private final Progress progress;
    private final Map<String, String> settings;
    private final Path earlier;
    private final List<Recovered.Episode> silences = new ArrayList<>();

    /**
     * Two versions.
     *
     * @param rig what runs
     * @param history is told
     * @param progress says whether every partition goes on
     * @param settings of the first one
     * @param earlier the distribution of the first one; null if only settings differ
     */
    Versions(Rig rig, History history, Progress progress, Map<String, String> settings, Path earlier) {
        this.rig = rig;
        this.history = history;
        this.progress = progress;
        this.settings = Map.copyOf(settings);
        this.earlier = earlier;
    }

    void upgrade(Fault fault) throws InterruptedException {
        rig.instances().program(null);
        rig.instances().setting(THREADS, settings.get(THREADS).equals("1") ? "2" : "1");
        rig.instances().setting(COMMITS, settings.get(COMMITS).equals("100") ? "1000" : "100");
        oneAfterTheOther(fault);
    }

    void rollBack(Fault fault) throws InterruptedException {
        rig.instances().program(earlier);
        rig.instances().setting(THREADS, null);
        rig.instances().setting(COMMITS, null);
        oneAfterTheOther(fault);
    }

    private void oneAfterTheOther(Fault fault) throws InterruptedException {
        for (int app : Instances.all()) {
            long from = System.currentTimeMillis();
            rig.instances().stop(app);
            rig.instances().start(app);
            long giveUp = System.nanoTime() + LIMIT_NANOS;
            long started = System.currentTimeMillis();
            boolean isWell = false;
            while (!isWell && System.nanoTime() < giveUp) {
                Thread.sleep(250);
                isWell = isComplete(rig) && progress.haveAllMoved(started);
            }
            long silence = progress.largestGap(from, System.currentTimeMillis());
            synchronized (silences) {
                silences.add(new Recovered.Episode(
                        fault.words() + " app " + app + " (fault " + fault.number() + ")",
                        isWell ? OptionalLong.of(silence) : OptionalLong.empty(),
                        fault.isAlone()));
            }
            history.add("replaced", Map.of("app", app, "well", isWell, "longest-silence-ms", silence));
        }
    }

    /** For how long a partition had inputs and did not go on, at most, while an instance was replaced; nothing if it never was well again. */
    List<Recovered.Episode> silences() {
        synchronized (silences) {
            return List.copyOf(silences);
        }
    }

    /** Whether all instances are in the group, and it is at rest. */
    static boolean isComplete(Rig rig) throws InterruptedException {
        try {
            ConsumerGroupDescription group = rig.admin()
                    .describeConsumerGroups(List.of(Rig.APPLICATION))
                    .all()
                    .get(PATIENCE_MS, TimeUnit.MILLISECONDS)
                    .get(Rig.APPLICATION);
            long clients = group.members().stream()
                    .map(member -> member.clientId().replaceFirst("-StreamThread.*", ""))
                    .distinct()
                    .count();
            return group.groupState() == GroupState.STABLE && clients == Instances.COUNT;
        } catch (ExecutionException | TimeoutException notYet) {
            return false;
        }
    }
}
