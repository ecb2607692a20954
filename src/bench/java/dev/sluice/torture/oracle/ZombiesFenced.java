package dev.sluice.torture.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * C6: who stood still until the group had put it out commits nothing of what it had begun before, nor anything under the epoch that
 * it had then; and no producer goes back to an epoch that it had left.
 */
public final class ZombiesFenced implements Check {
    private final List<Zombie> zombies;
    private final List<Ended> transactions;

    /**
     * One that was put out of the group.
     *
     * @param name what was done to it
     * @param at when it was seen to be out, before it went on (ms since the epoch)
     * @param epochs the epoch of each of its producers at that instant, by producer id
     */
    public record Zombie(String name, long at, Map<Long, Integer> epochs) {
        /** Copies. */
        public Zombie {
            epochs = Map.copyOf(epochs);
        }
    }

    /**
     * The part of a transaction that is in one partition.
     *
     * @param partition the topic and its partition
     * @param offset of its last record
     * @param producerId whose it is
     * @param epoch under which its records were written
     * @param isCommitted whether it was committed, not aborted
     * @param at when it was ended (ms since the epoch)
     */
    public record Ended(String partition, long offset, long producerId, int epoch, boolean isCommitted, long at) {}

    /**
     * A check.
     *
     * @param zombies all that were put out
     * @param transactions what has an end, each partition in its order
     */
    public ZombiesFenced(List<Zombie> zombies, List<Ended> transactions) {
        this.zombies = zombies;
        this.transactions = transactions;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C6 no zombie writes");
        long aborted = 0;
        for (Zombie zombie : zombies) {
            for (Ended ended : transactions) {
                Integer epoch = zombie.epochs().get(ended.producerId());
                if (epoch == null || ended.epoch() > epoch || ended.at() < zombie.at()) {
                    continue;
                }
                if (ended.isCommitted()) {
                    notes.problem("zombie write: " + zombie.name() + " committed " + ended.partition() + "@"
                            + ended.offset() + " under epoch " + ended.epoch() + " after it was put out of the group");
                } else {
                    aborted++;
                }
            }
        }
        Map<String, Integer> epochs = new HashMap<>();
        for (Ended ended : transactions) {
            Integer before = epochs.put(ended.partition() + " " + ended.producerId(), ended.epoch());
            if (before != null && before > ended.epoch()) {
                notes.problem("producer " + ended.producerId() + " wrote " + ended.partition() + "@" + ended.offset()
                        + " under epoch " + ended.epoch() + " after " + before);
            }
        }
        notes.figure("zombies", zombies.size());
        notes.figure("what they tried and was aborted", aborted);
        notes.figure("transactions by partition", transactions.size());
        return notes.verdict();
    }
}
