package dev.sluice.stream;

import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.privacy.SealBrokenException;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.LogSource;
import dev.sluice.registry.AvroCodec;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.ReadOnlyKeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Opens the details of audit records whose subjects' keys are still there. A key is told in the transaction of the first record that needs
 * it, on another topic: so it may arrive some milliseconds after that.
 */
final class SealedDetails {
    private static final Logger LOG = LoggerFactory.getLogger(SealedDetails.class);
    private static final long PAUSE_MS = 5;

    private final ReadOnlyKeyValueStore<Bytes, byte[]> keys;
    private final DetailKey.Vault vault;
    private final AvroCodec<AuditEvent> codec;
    private final String topic;
    private final Duration patience;
    private final InstantSource clock;
    private String missing = "";

    /**
     * Opens details.
     *
     * @param keys the keys of all writers
     * @param masters the master keys
     * @param codec reads what was sealed
     * @param topic the audit's topic
     * @param patience how long it waits for a key
     * @param clock tells the time of that wait
     */
    SealedDetails(
            ReadOnlyKeyValueStore<Bytes, byte[]> keys,
            MasterKeys masters,
            AvroCodec<AuditEvent> codec,
            String topic,
            Duration patience,
            InstantSource clock) {
        this.keys = keys;
        this.vault = new DetailKey.Vault(masters);
        this.codec = codec;
        this.topic = topic;
        this.patience = patience;
        this.clock = clock;
    }

    /** A record that carries a detail and nothing else: read with the schema that it was written with, like any other. */
    static AuditEvent carrier(AuditDetail detail) {
        AuditEvent carrier = new AuditEvent();
        carrier.setAuditId("");
        carrier.setType(AuditType.UNKNOWN);
        carrier.setOutcome(AuditOutcome.UNKNOWN);
        carrier.setCategory("");
        carrier.setAction("");
        carrier.setLogSource(LogSource.OTHER);
        carrier.setCauseIds(List.of());
        carrier.setDecidedAt(Instant.EPOCH);
        carrier.setDetail(detail);
        return carrier;
    }

    /** Puts the detail back into a record, or leaves it out where its key is erased. */
    void open(String subject, AuditEvent audit) {
        ByteBuffer sealed = audit.getSealedDetail();
        if (sealed == null) {
            return;
        }
        audit.setSealedDetail(null);
        String name = DetailSeal.name(audit.getWriter(), subject);
        try {
            int generation = DetailKey.generationOf(sealed);
            DetailKey key = keyOf(name, generation);
            if (key == null || key.generation() != generation || !key.isThere()) {
                return;
            }
            byte[] detail = vault.open(vault.open(key, name), sealed, audit.getAuditId());
            audit.setDetail(codec.decode(topic, null, detail).getDetail());
        } catch (SealBrokenException e) {
            LOG.error("The detail of audit record {} can't be opened: {}", audit.getAuditId(), e.getMessage());
        }
    }

    private DetailKey keyOf(String name, int generation) {
        DetailKey key = stored(name);
        long deadline = clock.millis() + patience.toMillis();
        // Of a key that did not come nothing more is awaited, until it comes.
        while ((key == null || key.generation() < generation)
                && !missing.equals(name)
                && clock.millis() < deadline
                && pause()) {
            key = stored(name);
        }
        boolean isMissing = key == null || key.generation() < generation;
        if (isMissing && !missing.equals(name)) {
            LOG.error("The key of a subject did not come within {}; its details are left out.", patience);
        }
        missing = isMissing ? name : missing;
        return key;
    }

    private DetailKey stored(String name) {
        byte[] stored = keys.get(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
        return stored == null ? null : DetailKey.of(stored);
    }

    private static boolean pause() {
        try {
            Thread.sleep(PAUSE_MS);
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
