package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.privacy.DetailKey;
import dev.sluice.audit.privacy.SealBrokenException;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.event.AuditEvent;
import dev.sluice.stream.OpenKeys.OpenKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import javax.crypto.SecretKey;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Seals the details of audit records with a key for each subject, which is made when it is first needed, stored with the task, and told to
 * those who may open them. Without master keys details stay as they are.
 */
final class DetailSeal {
    private static final Logger LOG = LoggerFactory.getLogger(DetailSeal.class);

    private final KeyValueStore<Bytes, byte[]> store;
    private final DetailKey.Vault vault;
    private final StageOptions options;
    private final Codecs codecs;
    private final Outbox outbox;
    private final UnitOfWork unit;
    private final int writer;
    private final LongSupplier wallTime;
    private final ErasureBeats beats;
    private final Map<String, DetailKey> made = new HashMap<>();
    private final OpenKeys open;
    private long madeIn;
    private boolean isToldOfLost;

    /**
     * A seal.
     *
     * @param store the keys of this task; null if nothing is sealed
     * @param options with the master keys
     * @param codecs the wire formats
     * @param outbox takes what is told of keys
     * @param unit the unit of work
     * @param writer the task's partition
     * @param wallTime what time it is (ms since the epoch)
     * @param open keys that are open
     */
    DetailSeal(
            KeyValueStore<Bytes, byte[]> store,
            StageOptions options,
            Codecs codecs,
            Outbox outbox,
            UnitOfWork unit,
            int writer,
            LongSupplier wallTime,
            OpenKeys open) {
        this.store = store;
        this.vault = options.masterKeys() == null ? null : new DetailKey.Vault(options.masterKeys());
        this.options = options;
        this.codecs = codecs;
        this.outbox = outbox;
        this.unit = unit;
        this.writer = writer;
        this.wallTime = wallTime;
        this.open = open;
        this.beats = store == null ? null : new ErasureBeats(store, outbox, writer);
    }

    /** Whose key it is, and where: two writers that know the same subject have keys of their own. */
    static String name(int writer, String subject) {
        return writer + ":" + subject;
    }

    /** Whether details are sealed. */
    boolean isOn() {
        return vault != null;
    }

    /** Seals what is personal in a record about a subject, if there is anything. */
    void seal(String subject, AuditEvent audit) {
        if (vault == null || audit.getDetail() == null && audit.getSession() == null) {
            return;
        }
        OpenKey key = keyOf(subject);
        AuditEvent carrier = SealedDetails.carrier(audit.getDetail(), audit.getSession());
        byte[] detail = codecs.audit().encode(options.topic(Names.AUDIT), carrier);
        audit.setSealedDetail(ByteBuffer.wrap(vault.seal(key.key(), key.generation(), detail, audit.getAuditId())));
        audit.setDetail(null);
        audit.setSession(null);
    }

    private OpenKey keyOf(String subject) {
        // This task alone writes its keys: one that was committed and not erased since is what is stored.
        OpenKey known = open.get(subject);
        if (known != null) {
            return known;
        }
        String name = name(writer, subject);
        DetailKey stored = current(name);
        OpenKey opened = stored == null || !stored.isThere() ? null : opened(name, stored);
        if (opened == null) {
            DetailKey next = vault.make(name, stored == null ? 1 : stored.generation() + 1);
            put(name, next);
            opened = new OpenKey(vault.open(next, name), next.generation());
        }
        OpenKey keep = opened;
        unit.onCommit(() -> open.put(subject, keep));
        return opened;
    }

    /** Null if no master key opens it: what it sealed is lost, and what comes gets another key. */
    private OpenKey opened(String name, DetailKey stored) {
        try {
            SecretKey key = vault.open(stored, name);
            DetailKey renewed = vault.renewed(stored, key, name);
            if (renewed != stored) {
                put(name, renewed);
            }
            return new OpenKey(key, stored.generation());
        } catch (SealBrokenException e) {
            if (!isToldOfLost) {
                isToldOfLost = true;
                LOG.error(
                        "Keys of subjects can't be opened any more, so details that they seal are lost; others take their"
                                + " place: {}",
                        e.getMessage());
            }
            return null;
        }
    }

    /** The key as it is with what this unit of work has made. */
    private DetailKey current(String name) {
        if (madeIn != unit.number()) {
            made.clear();
            madeIn = unit.number();
        }
        DetailKey mine = made.get(name);
        if (mine != null) {
            return mine;
        }
        byte[] stored = store.get(key(name));
        return stored == null ? null : DetailKey.of(stored);
    }

    private void put(String name, DetailKey key) {
        byte[] bytes = key.bytes();
        outbox.add(Names.SUBJECT_KEY, name, bytes);
        made.put(name, key);
        unit.onCommit(() -> store.put(key(name), bytes));
    }

    private static Bytes key(String name) {
        return Bytes.wrap(name.getBytes(StandardCharsets.UTF_8));
    }

    /** Erases the key of a subject: nobody can open what was sealed with it. Tells whether there was one. */
    boolean erase(String subject) {
        if (vault == null) {
            return false;
        }
        String name = name(writer, subject);
        DetailKey key = current(name);
        if (key == null || !key.isThere()) {
            return false;
        }
        // Also if the unit is taken back: then the key is read again.
        open.remove(subject);
        put(name, key.erased());
        unit.onCommit(() -> beats.erased(wallTime.getAsLong()));
        return true;
    }

    /**
     * Erases the keys of subjects that earlier versions named: which ones a form that names nobody stands for is found among them only. Tells
     * whether there was any.
     */
    boolean eraseNamed(String pseudonym) {
        if (vault == null) {
            return false;
        }
        List<String> subjects = new ArrayList<>();
        int before = name(writer, "").length();
        for (String kind : SubjectKeys.KINDS) {
            String from = name(writer, kind);
            // The character after the colon, before which all that begins with the colon is.
            String to = from.substring(0, from.length() - 1) + ';';
            try (KeyValueIterator<Bytes, byte[]> rows = store.range(key(from), key(to))) {
                while (rows.hasNext()) {
                    subjects.add(new String(rows.next().key.get(), StandardCharsets.UTF_8).substring(before));
                }
            }
        }
        boolean isErased = false;
        for (String subject : subjects) {
            isErased |=
                    !subject.equals(pseudonym) && AuditKeys.pseudonym(subject).equals(pseudonym) && erase(subject);
        }
        return isErased;
    }

    /** Forgets the keys that are open. */
    void close() {
        open.close();
    }

    /** Sees to it that what was erased is forgotten by the brokers; true if there is something to send. */
    boolean tick() {
        boolean isDue = beats != null && beats.isDue(wallTime.getAsLong());
        if (isDue) {
            beats.beat(wallTime.getAsLong());
        }
        return isDue;
    }
}
