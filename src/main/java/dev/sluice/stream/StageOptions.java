package dev.sluice.stream;

import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.proof.Checkpoints;
import java.util.function.LongSupplier;

/**
 * What the stage has to be told about its surroundings.
 *
 * @param applicationId the Streams application id; part of audit ids
 * @param topicPrefix the prefix of all topics, for example {@code iam.}
 * @param partitions the partition count that all inputs share
 * @param durable true for RocksDB and changelogs, false for stores in memory that end with the process
 * @param timerBatch due instants worked off at once; bounds how long one call keeps the stream thread
 * @param evaluationBatch identities re-evaluated at once after a policy change, or counted at once where they never were
 * @param inputLag tells how far a task's input is behind
 * @param cacheBytes the memory for identities of all tasks together, about
 * @param checkpoints when checkpoints are made of the audit
 * @param masterKeys with which the keys are sealed that seal personal details of the audit; null to leave details as they are
 * @param keyCacheBytes the memory for keys of subjects that are open, of all tasks together, about
 * @param nanoClock measures how long something takes (ns)
 */
public record StageOptions(
        String applicationId,
        String topicPrefix,
        int partitions,
        boolean durable,
        int timerBatch,
        int evaluationBatch,
        InputLag inputLag,
        long cacheBytes,
        Checkpoints checkpoints,
        MasterKeys masterKeys,
        long keyCacheBytes,
        LongSupplier nanoClock) {
    /** The largest record that the stage writes, changelogs included, in bytes. */
    public static final int MAX_RECORD_BYTES = 8 << 20;

    /** The memory for identities by default, in bytes. */
    public static final long DEFAULT_CACHE_BYTES = 64L << 20;

    /** The memory for keys of subjects by default, in bytes: those of some 140,000 identities with ids of 36 letters. */
    public static final long DEFAULT_KEY_CACHE_BYTES = 32L << 20;

    /** Due instants worked off at once by default. */
    public static final int DEFAULT_TIMER_BATCH = 500;

    /** Identities re-evaluated at once by default. */
    public static final int DEFAULT_EVALUATION_BATCH = 200;

    /** With unsigned checkpoints, and details as they are. */
    public StageOptions(
            String applicationId,
            String topicPrefix,
            int partitions,
            boolean durable,
            int timerBatch,
            int evaluationBatch,
            InputLag inputLag,
            long cacheBytes) {
        this(
                applicationId,
                topicPrefix,
                partitions,
                durable,
                timerBatch,
                evaluationBatch,
                inputLag,
                cacheBytes,
                Checkpoints.DEFAULTS,
                null,
                DEFAULT_KEY_CACHE_BYTES,
                () -> 0);
    }

    /** With the cache of the default size. */
    public StageOptions(
            String applicationId,
            String topicPrefix,
            int partitions,
            boolean durable,
            int timerBatch,
            int evaluationBatch,
            InputLag inputLag) {
        this(
                applicationId,
                topicPrefix,
                partitions,
                durable,
                timerBatch,
                evaluationBatch,
                inputLag,
                DEFAULT_CACHE_BYTES);
    }

    /**
     * Whether personal details of the audit are sealed, so that no key and no header of what is derived may name anybody.
     *
     * @return true if there are master keys
     */
    public boolean isSealed() {
        return masterKeys != null;
    }

    /**
     * The same, with personal details of the audit sealed.
     *
     * @param keys the master keys; null to leave details as they are
     * @return other options
     */
    public StageOptions with(MasterKeys keys) {
        return new StageOptions(
                applicationId,
                topicPrefix,
                partitions,
                durable,
                timerBatch,
                evaluationBatch,
                inputLag,
                cacheBytes,
                checkpoints,
                keys,
                keyCacheBytes,
                nanoClock);
    }

    /**
     * The full name of a topic.
     *
     * @param topic the name in the catalogue
     * @return the name with prefix
     */
    public String topic(String topic) {
        return topicPrefix + topic;
    }
}
