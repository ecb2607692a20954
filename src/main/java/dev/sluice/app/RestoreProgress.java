package dev.sluice.app;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.streams.processor.StandbyUpdateListener;
import org.apache.kafka.streams.processor.StateRestoreListener;
import org.apache.kafka.streams.processor.TaskId;

/** How much of the state is still to be restored, and how far standbys are behind. Told by the threads that restore. */
final class RestoreProgress implements StateRestoreListener, StandbyUpdateListener {
    private final Map<TopicPartition, Long> left = new ConcurrentHashMap<>();
    private final Map<TopicPartition, Long> behind = new ConcurrentHashMap<>();

    @Override
    public void onRestoreStart(TopicPartition changelog, String store, long from, long end) {
        left.put(changelog, Math.max(0, end - from));
    }

    @Override
    public void onBatchRestored(TopicPartition changelog, String store, long until, long records) {
        // Offsets have gaps where a transaction ended, so that what is left by them comes to 0 only with the end.
        left.computeIfPresent(changelog, (partition, before) -> Math.max(0, before - records));
    }

    @Override
    public void onRestoreEnd(TopicPartition changelog, String store, long total) {
        left.remove(changelog);
    }

    @Override
    public void onRestoreSuspended(TopicPartition changelog, String store, long total) {
        left.remove(changelog);
    }

    @Override
    public void onUpdateStart(TopicPartition changelog, String store, long from) {
        behind.put(changelog, 0L);
    }

    @Override
    public void onBatchLoaded(TopicPartition changelog, String store, TaskId task, long until, long records, long end) {
        behind.put(changelog, Math.max(0, end - until));
    }

    @Override
    public void onUpdateSuspended(TopicPartition changelog, String store, long until, long end, SuspendReason reason) {
        behind.remove(changelog);
    }

    /**
     * Everything runs, so nothing that was begun before is still being restored. A thread that fails while it restores tells
     * nobody that it has stopped, and its tasks may be another instance's from then on. Standbys tell again with what they read
     * next.
     */
    void running() {
        left.clear();
        behind.clear();
    }

    /** Records of this instance's tasks that are not restored, about; 0 if none are. */
    long left() {
        return sum(left);
    }

    /** Whether anything is being restored. */
    boolean isRestoring() {
        return !left.isEmpty();
    }

    /** Records by which standbys of other instances' tasks were behind when they were last updated. */
    long standbysBehind() {
        return sum(behind);
    }

    private static long sum(Map<TopicPartition, Long> records) {
        return records.values().stream().mapToLong(Long::longValue).sum();
    }
}
