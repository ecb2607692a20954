package dev.sluice.relay;

import dev.sluice.audit.LoggedFailure;
import dev.sluice.registry.Backoff;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Delivers the records of some partitions over one connection, in the order in which they were offered. After a failure
 * everything that is unconfirmed is sent again from its beginning, so nothing overtakes and nothing is left out.
 *
 * <p>A thread of its own runs it; the thread that reads from Kafka offers records and asks how full it is.
 */
final class Lane implements Runnable {
    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);
    private static final long TICK_MS = 20;
    private static final long COMPLAINT_MS = 30_000;

    /**
     * How a lane behaves.
     *
     * @param limits what goes in one batch
     * @param backoff waits after failures
     * @param retryAfterMax the longest wait that the target may ask for
     * @param parkedStop fail after so many parked records in a row; 0 never
     */
    record Settings(BatchLimits limits, Backoff backoff, Duration retryAfterMax, int parkedStop) {}

    private final String name;
    private final Encoder encoder;
    private final Target target;
    private final Parking parking;
    private final Settings settings;
    private final RelayMetrics metrics;
    private final LaneOwner owner;
    private final LongSupplier clock;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private final ArrayDeque<Slot> pending = new ArrayDeque<>();
    private final ArrayDeque<Slot> inFlight = new ArrayDeque<>();
    private long bytes;
    private int waiters;
    private boolean released;
    private boolean stopping;
    private boolean well;

    // The lane's thread only.
    private final ArrayDeque<Integer> cuts = new ArrayDeque<>();
    private boolean opened;
    private int failures;
    private int parkedInARow;
    private long downSince;
    private long complainedAt;

    /**
     * @param name for logs
     * @param encoder the form of records
     * @param target where they go; closed by the lane
     * @param parking where those go that the target does not take
     * @param settings how to behave
     * @param metrics what is counted
     * @param owner whom to tell
     * @param clock ms that only ever grow
     */
    Lane(
            String name,
            Encoder encoder,
            Target target,
            Parking parking,
            Settings settings,
            RelayMetrics metrics,
            LaneOwner owner,
            LongSupplier clock) {
        this.name = name;
        this.encoder = encoder;
        this.target = target;
        this.parking = parking;
        this.settings = settings;
        this.metrics = metrics;
        this.owner = owner;
        this.clock = clock;
    }

    /** Adds records behind all others. */
    void offer(Collection<Slot> slots) {
        lock.lock();
        try {
            for (Slot slot : slots) {
                pending.addLast(slot);
                bytes += slot.charge();
            }
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /** Bytes of what was offered and is not done. */
    long bytes() {
        lock.lock();
        try {
            return bytes;
        } finally {
            lock.unlock();
        }
    }

    /** Whether the last attempt went well. */
    boolean well() {
        lock.lock();
        try {
            return well;
        } finally {
            lock.unlock();
        }
    }

    /**
     * Takes back what of some partitions was not handed over yet, and waits until what was is confirmed or the time is up.
     *
     * @return whether nothing of them is on its way any more
     */
    boolean release(Set<Progress> partitions, Duration limit) throws InterruptedException {
        long nanos = limit.toNanos();
        lock.lock();
        waiters++;
        try {
            released = true;
            partitions.forEach(Progress::revoke);
            dropRevoked();
            changed.signalAll();
            while (inFlight.stream().anyMatch(slot -> partitions.contains(slot.progress()))) {
                if (nanos <= 0 || stopping) {
                    return false;
                }
                nanos = changed.awaitNanos(nanos);
            }
            return true;
        } finally {
            waiters--;
            lock.unlock();
        }
    }

    /** Tells the lane to end; its thread is to be interrupted as well. */
    void stop() {
        lock.lock();
        try {
            stopping = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void run() {
        try (target) {
            while (!isStopping()) {
                try {
                    step();
                } catch (Unusable e) {
                    if (!owner.isProven()) {
                        throw new RelayException(e.getMessage(), RelayException.TARGET_UNUSABLE, e);
                    }
                    retreat(e, Duration.ZERO);
                } catch (Unavailable e) {
                    retreat(e, e.retryAfter());
                } catch (DeliveryFailure e) {
                    throw new IllegalStateException("A target refused records outside of a batch", e);
                }
            }
        } catch (InterruptedException e) {
            LOG.debug("{} is interrupted", name);
        } catch (RelayException e) {
            owner.fail(e);
        } catch (RuntimeException | Error e) {
            LOG.error("{} failed", name, LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            owner.fail(new RelayException(
                    "The relay failed (" + e.getClass().getSimpleName()
                            + "); start it again, what was not acknowledged is sent again.",
                    RelayException.FAILED,
                    e));
        } finally {
            stop();
        }
    }

    private boolean isStopping() {
        lock.lock();
        try {
            return stopping;
        } finally {
            lock.unlock();
        }
    }

    private void step() throws DeliveryFailure, InterruptedException {
        if (!opened) {
            target.open();
            opened = true;
            opened();
        }
        settle(target.confirmed(hurry()));
        List<Slot> batch = take();
        if (batch.isEmpty()) {
            idle();
            return;
        }
        List<Outgoing> records = new ArrayList<>(batch.size());
        for (Slot slot : batch) {
            records.add(new Outgoing(slot.message(), slot.encoded(encoder)));
        }
        try {
            target.send(records);
            owner.proven();
        } catch (Refused e) {
            refused(batch.size(), e);
        }
    }

    private void opened() {
        lock.lock();
        try {
            // With nothing to send this is the only good news there will be.
            if (pending.isEmpty()) {
                recovered();
            }
        } finally {
            lock.unlock();
        }
    }

    private boolean hurry() {
        lock.lock();
        try {
            boolean hurry = waiters > 0 || released;
            released = false;
            return hurry;
        } finally {
            lock.unlock();
        }
    }

    private void idle() throws InterruptedException {
        lock.lock();
        try {
            if (pending.isEmpty() && !stopping && (waiters == 0 || inFlight.isEmpty())) {
                changed.await(TICK_MS, TimeUnit.MILLISECONDS);
            } else if (waiters > 0) {
                // Somebody waits for a confirmation: ask again soon, but not without a pause.
                changed.await(1, TimeUnit.MILLISECONDS);
            }
        } finally {
            lock.unlock();
        }
    }

    private void settle(int confirmed) {
        if (confirmed == 0) {
            return;
        }
        long size = 0;
        lock.lock();
        try {
            for (int i = 0; i < confirmed; i++) {
                Slot slot = inFlight.removeFirst();
                slot.progress().settle(slot);
                bytes -= slot.charge();
                size += slot.message().value().length;
            }
            recovered();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        parkedInARow = 0;
        metrics.delivered(confirmed, size);
    }

    /** The next batch, already noted as on its way. Records that have no form for the target are parked here. */
    private List<Slot> take() throws Unavailable, InterruptedException {
        BatchLimits limits = settings.limits();
        int most = cuts.isEmpty() ? limits.records() : Math.min(limits.records(), cuts.pollFirst());
        List<Slot> batch = new ArrayList<>();
        long size = 0;
        while (batch.size() < most) {
            Slot slot = first();
            if (slot == null) {
                break;
            }
            int length;
            try {
                length = slot.encoded(encoder).length;
                if (length > limits.recordBytes()) {
                    throw new Refused(
                            ParkReason.TOO_LARGE,
                            "It has " + length + " bytes as it is sent, and the target takes " + limits.recordBytes()
                                    + " (" + RelayKeys.RECORD_BYTES + ").");
                }
            } catch (Refused e) {
                park(slot, e);
                continue;
            }
            if (!batch.isEmpty() && (size + length > limits.bytes() || !fits(batch.get(0), slot))) {
                break;
            }
            if (moveToFlight(slot)) {
                batch.add(slot);
                size += length;
            }
        }
        return batch;
    }

    private boolean fits(Slot first, Slot next) {
        return !settings.limits().onePartition() || first.progress() == next.progress();
    }

    private Slot first() {
        lock.lock();
        try {
            return pending.peekFirst();
        } finally {
            lock.unlock();
        }
    }

    /** False if the record was taken back meanwhile. */
    private boolean moveToFlight(Slot slot) {
        lock.lock();
        try {
            if (pending.peekFirst() != slot) {
                return false;
            }
            inFlight.addLast(pending.pollFirst());
            return true;
        } finally {
            lock.unlock();
        }
    }

    /** The record stays where it is until it is safe on the other topic, so a failure to park it is a failure like any. */
    private void park(Slot slot, Refused why) throws Unavailable, InterruptedException {
        parking.park(slot.message(), why.reason(), why.getMessage());
        metrics.parked(why.reason());
        if (parkedInARow == 0) {
            // The log has one line of many.
            LOG.warn("{} was parked: {}", slot.message().id(), why.reason());
        }
        lock.lock();
        try {
            if (pending.peekFirst() == slot) {
                pending.pollFirst();
                bytes -= slot.charge();
            }
            slot.progress().settle(slot);
            changed.signalAll();
        } finally {
            lock.unlock();
        }
        parkedInARow++;
        if (settings.parkedStop() > 0 && parkedInARow >= settings.parkedStop()) {
            throw new RelayException(
                    parkedInARow + " records in a row were parked, the last one as " + why.reason()
                            + "; look at the configuration, the target and the topic relay-parked ("
                            + RelayKeys.PARKED_STOP + ").",
                    RelayException.FAILED,
                    why);
        }
    }

    /** Of a batch that is refused, each part is tried alone, until it is known which record it is. */
    private void refused(int size, Refused why) throws Unavailable, InterruptedException {
        Slot last = lastInFlight();
        takeBack(size);
        if (size == 1) {
            // Where its partition has gone meanwhile, whoever has it now sends it again, and the first is another
            // record.
            if (first() == last) {
                park(last, why);
            }
            return;
        }
        metrics.retried(size);
        int index = why.index();
        List<Integer> parts =
                index >= 0 && index < size ? List.of(index, 1, size - index - 1) : List.of(size / 2, size - size / 2);
        for (int i = parts.size() - 1; i >= 0; i--) {
            if (parts.get(i) > 0) {
                cuts.addFirst(parts.get(i));
            }
        }
    }

    private Slot lastInFlight() {
        lock.lock();
        try {
            return inFlight.peekLast();
        } finally {
            lock.unlock();
        }
    }

    /** Puts the last ones that were taken back in front. */
    private void takeBack(int size) {
        lock.lock();
        try {
            for (int i = 0; i < size; i++) {
                pending.addFirst(inFlight.removeLast());
            }
            dropRevoked();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    private void dropRevoked() {
        for (Iterator<Slot> all = pending.iterator(); all.hasNext(); ) {
            Slot slot = all.next();
            if (slot.progress().revoked()) {
                all.remove();
                bytes -= slot.charge();
            }
        }
    }

    private void retreat(DeliveryFailure failure, Duration retryAfter) throws InterruptedException {
        target.reset();
        opened = false;
        cuts.clear();
        lock.lock();
        try {
            int again = inFlight.size();
            takeBack(again);
            if (settings.limits().onePartition() && again > 0) {
                // The same range again, so that a target which knows repeats by their range knows this one.
                cuts.addFirst(again);
            }
            metrics.retried(again);
            well = false;
        } finally {
            lock.unlock();
        }
        metrics.failed();
        failures++;
        long asked = Math.min(retryAfter.toMillis(), settings.retryAfterMax().toMillis());
        long wait = Math.max(asked, settings.backoff().waitMillis(failures));
        complain(failure, wait);
        rest(wait);
    }

    private void complain(DeliveryFailure failure, long wait) {
        long now = clock.getAsLong();
        if (failures == 1) {
            downSince = now;
        }
        if (failures == 1 || now - complainedAt >= COMPLAINT_MS) {
            complainedAt = now;
            LOG.warn("{}: {} Trying again in {} ms.", name, failure.getMessage(), wait);
        } else {
            LOG.debug("{}: {} Trying again in {} ms.", name, failure.getMessage(), wait);
        }
    }

    private void recovered() {
        if (failures > 0) {
            LOG.info("{} delivers again after {} ms", name, clock.getAsLong() - downSince);
        }
        failures = 0;
        well = true;
    }

    private void rest(long millis) throws InterruptedException {
        long nanos = TimeUnit.MILLISECONDS.toNanos(millis);
        lock.lock();
        try {
            while (nanos > 0 && !stopping) {
                nanos = changed.awaitNanos(nanos);
            }
        } finally {
            lock.unlock();
        }
    }
}
