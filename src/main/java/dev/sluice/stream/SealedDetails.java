package dev.sluice.stream;

import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.privacy.MasterKeys;
import dev.sluice.audit.privacy.SealBrokenException;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.AuditType;
import dev.sluice.event.LogSource;
import dev.sluice.event.SessionSummary;
import dev.sluice.registry.Transience;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Function;
import javax.crypto.SecretKey;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.SerializationException;
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

    private static final int OPEN_KEYS = 5_000;
    private static final int MISSING_KEYS = 1_000;

    /** Of ten seconds one may be spent waiting, so that nobody who writes what can't be opened holds the stream up. */
    private static final long REFILL = 10;

    /** Why a record is shown without what is personal in it. */
    enum Omitted {
        /** The key was erased. */
        ERASED,
        /** The key did not come. */
        NO_KEY,
        /** It can't be opened with the key, or the key with none of the master keys. */
        NOT_OPENED
    }

    private record OpenKey(SecretKey key, int generation) {}

    private final ReadOnlyKeyValueStore<Bytes, byte[]> keys;
    private final DetailKey.Vault vault;
    private final Function<byte[], AuditEvent> reader;
    private final long patience;
    private final InstantSource clock;
    private final Consumer<Omitted> omitted;
    private final Map<String, OpenKey> open = new RecentlyUsed<>(OPEN_KEYS);
    private final Map<String, Integer> missing = new RecentlyUsed<>(MISSING_KEYS);
    private long left;
    private long lastWait;

    /**
     * Opens details.
     *
     * @param keys the keys of all writers
     * @param masters the master keys
     * @param reader reads an encoded record
     * @param patience how long it waits for keys in a row
     * @param clock tells the time of that wait
     * @param omitted is told of each record that is shown without what is personal in it
     */
    SealedDetails(
            ReadOnlyKeyValueStore<Bytes, byte[]> keys,
            MasterKeys masters,
            Function<byte[], AuditEvent> reader,
            Duration patience,
            InstantSource clock,
            Consumer<Omitted> omitted) {
        this.keys = keys;
        this.vault = new DetailKey.Vault(masters);
        this.reader = reader;
        this.patience = patience.toMillis();
        this.clock = clock;
        this.omitted = omitted;
        this.left = this.patience;
        this.lastWait = clock.millis();
    }

    /** A record that carries what is personal and nothing else: read with the schema that it was written with, like any other. */
    static AuditEvent carrier(AuditDetail detail, SessionSummary session) {
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
        carrier.setSession(session);
        return carrier;
    }

    /** Puts what is personal back into a record, or leaves it out where its key is erased. */
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
            if (key == null || key.generation() < generation) {
                omitted.accept(Omitted.NO_KEY);
            } else if (key.generation() > generation || !key.isThere()) {
                omitted.accept(Omitted.ERASED);
            } else {
                AuditEvent carrier = reader.apply(vault.open(opened(name, key), sealed, audit.getAuditId()));
                audit.setDetail(carrier.getDetail());
                audit.setSession(carrier.getSession());
            }
        } catch (SealBrokenException | IllegalArgumentException | SerializationException e) {
            if (Transience.isTransient(e)) {
                throw e;
            }
            // Anybody who may write to the topics may have written it; the metric tells how often.
            LOG.debug("What is sealed in audit record {} can't be opened", audit.getAuditId(), e);
            omitted.accept(Omitted.NOT_OPENED);
        }
    }

    private SecretKey opened(String name, DetailKey key) {
        OpenKey known = open.get(name);
        if (known == null || known.generation() != key.generation()) {
            known = new OpenKey(vault.open(key, name), key.generation());
            open.put(name, known);
        }
        return known.key();
    }

    private DetailKey keyOf(String name, int generation) {
        DetailKey key = stored(name);
        if (isThere(key, generation)) {
            return key;
        }
        // Of a key that did not come nothing more is awaited; where it has come, it is found.
        boolean isMissing = missing.getOrDefault(name, 0) >= generation;
        long started = clock.millis();
        left = Math.min(patience, left + Math.max(0, started - lastWait) / REFILL);
        while (!isMissing && !isThere(key, generation)) {
            if (clock.millis() - started >= left) {
                missing.put(name, generation);
                isMissing = true;
            } else {
                pause();
                key = stored(name);
            }
        }
        lastWait = clock.millis();
        left = Math.max(0, left - (lastWait - started));
        return key;
    }

    private static boolean isThere(DetailKey key, int generation) {
        return key != null && key.generation() >= generation;
    }

    private DetailKey stored(String name) {
        byte[] stored = keys.get(Bytes.wrap(name.getBytes(StandardCharsets.UTF_8)));
        return stored == null ? null : DetailKey.of(stored);
    }

    private static void pause() {
        try {
            Thread.sleep(PAUSE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
