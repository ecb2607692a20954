package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.IdentityAccess;
import dev.sluice.stream.Timers.Due;
import dev.sluice.stream.state.StoredIdentity;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What is published of each identity: a head, and pages where it holds much. Only what has changed is published again. */
final class IdentityViews {
    private static final Logger LOG = LoggerFactory.getLogger(IdentityViews.class);
    private static final long GOLDEN = 0x9e3779b97f4a7c15L;
    private static final VarHandle LONGS = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private final StageOptions options;
    private final Codecs codecs;
    private final Identities identities;
    private final Outbox outbox;
    private final UnitOfWork unit;
    private final TaskValues values;
    private final DetailSeal details;
    private final int writer;

    IdentityViews(StageOptions options, Codecs codecs, StageStores stores, int writer) {
        this.options = options;
        this.codecs = codecs;
        this.identities = stores.identities();
        this.outbox = stores.outbox();
        this.unit = stores.unit();
        this.values = stores.values();
        this.details = stores.details();
        this.writer = writer;
    }

    /**
     * Publishes what changed of an identity since it was last published.
     *
     * @param changed the identity
     * @param policies the policies in force
     * @return hashes of what is published of it now, to be stored with it
     */
    long[] publish(CachedIdentity changed, Policies policies) {
        StoredIdentity stored = identities.look(changed.key());
        return hasNoView(stored) ? stored.published() : view(changed, stored, policies);
    }

    private static boolean hasNoView(StoredIdentity stored) {
        return SubjectKeys.identityOf(stored.state().key()) == null
                || stored.published().length == 0 && stored.state().isOnlyAskedFor();
    }

    /** The view only tells what is known: where it can't be made, the identity is stored all the same, and the failure told. */
    private long[] view(CachedIdentity changed, StoredIdentity stored, Policies policies) {
        UnitOfWork.Mark before = unit.mark();
        try {
            return publish(stored, policies);
        } catch (CoreFailure e) {
            unit.rollback(before);
            LOG.error(
                    "The view of identity {} can't be made; it stays as it was published last.",
                    AuditKeys.pseudonym(changed.key()),
                    LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            Rejection why = new Rejection(ReasonCode.PROCESSING_ERROR, e.getMessage());
            DeadLetters.addQuarantined(
                    outbox, new Due(changed.touchedAt(), changed.key()), writer, why, details.isOn());
            return stored.published();
        } catch (RuntimeException e) {
            unit.rollback(before);
            throw e;
        }
    }

    private long[] publish(StoredIdentity stored, Policies policies) {
        AccessPages view = CoreFailure.of(() -> AccessPages.digested(stored.state(), policies));
        String key = stored.state().key();
        byte[] head = FittingView.encode(view.head(), Sizes.forValue(key), this::encode);
        long[] before = stored.published();
        long[] after = hashes(view, head);
        if (before.length == 0 || before[0] != after[0]) {
            outbox.add(Names.IDENTITY_ACCESS, key, head);
        }
        BitSet changed = new BitSet();
        boolean samePages = before.length == after.length;
        for (int i = 1; i < after.length; i++) {
            changed.set(i - 1, !samePages || after[i] != before[i]);
        }
        // Of a page that has not changed nothing is made.
        List<IdentityAccess> pages = CoreFailure.of(() -> view.pages(changed));
        pages.forEach(page -> publishPage(key, page));
        for (int i = after.length; i < before.length; i++) {
            outbox.add(Names.IDENTITY_ACCESS, pageKey(key, i - 1), null);
        }
        return after;
    }

    /**
     * What is published, the head first. Under at_least_once a run may end between publishing and storing: what is on the topic is
     * then newer than the hash in the store. A hash of another run equals none, so the first view that a run makes is always published.
     */
    private long[] hashes(AccessPages view, byte[] head) {
        long[] hashes = new long[1 + view.pageCount()];
        hashes[0] = hash(head, values.incarnation());
        for (int i = 1; i < hashes.length; i++) {
            hashes[i] = nonZero(mixed(view.digest(i - 1) ^ mixed(values.incarnation() + 1)));
        }
        return hashes;
    }

    /** Whether an identity is published as it is; false also if its view can't be made. */
    boolean isPublished(StoredIdentity stored, Policies policies) {
        if (hasNoView(stored)) {
            return true;
        }
        try {
            AccessPages view = CoreFailure.of(() -> AccessPages.digested(stored.state(), policies));
            byte[] head = FittingView.encode(
                    view.head(), Sizes.forValue(stored.state().key()), this::encode);
            return Arrays.equals(hashes(view, head), stored.published());
        } catch (CoreFailure e) {
            LOG.debug("The view can't be made, which is told when it is stored.", e);
            return false;
        }
    }

    private void publishPage(String key, IdentityAccess page) {
        String pageKey = pageKey(key, page.getPage().getBucket());
        outbox.add(Names.IDENTITY_ACCESS, pageKey, FittingView.encode(page, Sizes.forValue(pageKey), this::encode));
    }

    private byte[] encode(IdentityAccess record) {
        return codecs.identityAccess().encode(options.topic(Names.IDENTITY_ACCESS), record);
    }

    private static String pageKey(String key, int bucket) {
        return key + "#" + bucket;
    }

    /** Eight bytes at a time, since a view has thousands; 0 is kept for "never published". */
    private static long hash(byte[] bytes, long incarnation) {
        long hash = bytes.length * GOLDEN ^ incarnation;
        int at = 0;
        for (; at + Long.BYTES <= bytes.length; at += Long.BYTES) {
            hash = mixed(hash ^ (long) LONGS.get(bytes, at));
        }
        for (; at < bytes.length; at++) {
            hash = mixed(hash ^ (bytes[at] & 0xff));
        }
        return nonZero(hash);
    }

    private static long nonZero(long hash) {
        return hash == 0 ? 1 : hash;
    }

    private static long mixed(long value) {
        long product = value * GOLDEN;
        return product ^ product >>> 32;
    }
}
