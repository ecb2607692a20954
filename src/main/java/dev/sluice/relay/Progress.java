package dev.sluice.relay;

import java.util.ArrayDeque;
import java.util.OptionalLong;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a partition is delivered, for as long as this instance has it. Records are settled in any order; what may be
 * committed ends before the first that is not.
 */
final class Progress {
    private final TopicPartition partition;
    private final ArrayDeque<Slot> open = new ArrayDeque<>();
    private long next = -1;
    private boolean revoked;

    Progress(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    /** Notes a record that was read; in the order of offsets. */
    synchronized Slot add(Message message) {
        Slot slot = new Slot(message, this);
        open.addLast(slot);
        return slot;
    }

    /** Notes that a record is delivered or parked. */
    synchronized void settle(Slot slot) {
        slot.settle();
        while (!open.isEmpty() && open.peekFirst().settled()) {
            next = open.pollFirst().message().offset() + 1;
        }
    }

    /** The offset to commit: that of the first record that is not settled; empty if none was settled yet. */
    synchronized OptionalLong committable() {
        return next < 0 ? OptionalLong.empty() : OptionalLong.of(next);
    }

    /** How many records are read and not settled, up to the last one that is not. */
    synchronized int open() {
        return open.size();
    }

    /** When the first record arrived that is not settled (ms since the epoch); empty if there is none. */
    synchronized OptionalLong oldest() {
        return open.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(open.peekFirst().message().arrivedAt());
    }

    /** From now on another instance has the partition: nothing of it is sent any more. */
    synchronized void revoke() {
        revoked = true;
    }

    synchronized boolean revoked() {
        return revoked;
    }
}
