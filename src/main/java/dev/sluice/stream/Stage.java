package dev.sluice.stream;

import dev.sluice.audit.AuditRecords;
import dev.sluice.domain.EventView;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.InputRef;
import dev.sluice.stream.DecisionLog.Decided;
import dev.sluice.stream.state.StoredIdentity;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/**
 * Between the core and the stores: loads an identity, calls the core, and lays out what is to be stored and forwarded.
 * Stores change only on {@link #commit}, after everything has been decided and encoded.
 */
final class Stage {
    private final StageOptions options;
    private final Codecs codecs;
    private final Identities identities;
    private final TaskValues values;
    private final AuditRecords records;
    private final Outbox outbox;
    private final Governor governor;
    private final StageMetrics metrics;
    private final List<Runnable> pending = new ArrayList<>();

    Stage(
            StageOptions options,
            Codecs codecs,
            Identities identities,
            TaskValues values,
            AuditRecords records,
            Outbox outbox,
            Governor governor,
            StageMetrics metrics) {
        this.options = options;
        this.codecs = codecs;
        this.identities = identities;
        this.values = values;
        this.records = records;
        this.outbox = outbox;
        this.governor = governor;
        this.metrics = metrics;
    }

    /** Applies a validated event that is at home here. */
    void apply(Incoming in, EventView view, Policies policies, long activatedAt) {
        String key = view.subjectKey();
        StoredIdentity stored = identities.load(key);
        IdentityState state = stored.state();
        DecisionLog log = new DecisionLog();
        boolean touched = governor.reevaluate(state, policies, activatedAt, log);
        boolean merged = true;
        if (view.event() instanceof IdentityEvent event) {
            merged = governor.apply(state, event, policies, in.arrivedAt(), log);
            touched = true;
        } else if (view.event() instanceof AccessEvent event) {
            merged = governor.apply(state, event, policies, in.arrivedAt(), log);
            touched = true;
        } else {
            touched |= governor.advance(state, policies, Math.max(view.occurredAt(), in.arrivedAt()), log);
        }
        InputRef input = inputRef(in);
        if (touched && state.clock() != IdentityState.NO_CLOCK) {
            write(stored, policies, log);
        }
        log.decided().stream()
                .filter(d -> d.trigger().kind() != Trigger.Kind.EVENT)
                .forEach(d -> auditDecision(d, null, policies));
        auditEvent(in, view, outcome(view, merged), null, policies.setVersion());
        log.decided().stream()
                .filter(d -> d.trigger().kind() == Trigger.Kind.EVENT)
                .forEach(d -> auditDecision(d, input, policies));
    }

    /** Decides what is due of an identity until an instant, and tells when it is due next. */
    long fire(String key, long until, Policies policies) {
        StoredIdentity stored = identities.load(key);
        DecisionLog log = new DecisionLog();
        governor.advance(stored.state(), policies, until, log);
        long nextDue = write(stored, policies, log);
        log.decided().forEach(d -> auditDecision(d, null, policies));
        return nextDue;
    }

    /** Evaluates an identity under the policies in force, if it has not been. */
    void reevaluate(String key, Policies policies, long activatedAt) {
        StoredIdentity stored = identities.load(key);
        DecisionLog log = new DecisionLog();
        if (governor.reevaluate(stored.state(), policies, activatedAt, log)) {
            write(stored, policies, log);
            log.decided().forEach(d -> auditDecision(d, null, policies));
        }
    }

    Identities identities() {
        return identities;
    }

    void auditEvent(Incoming in, EventView view, AuditOutcome outcome, String reason, long setVersion) {
        metrics.event(view.category(), outcome);
        String key = view.subjectKey();
        AuditEvent audit = records.event(
                values.nextAuditSequence(), view, inputRef(in), outcome, reason, setVersion, view.occurredAt());
        audit(key == null ? keyText(in) : key, audit);
    }

    void auditOther(Incoming in, String category, String action, AuditOutcome outcome, String reason, long setVersion) {
        audit(
                keyText(in),
                records.other(values.nextAuditSequence(), category, action, inputRef(in), outcome, reason, setVersion));
    }

    /** Does something to the stores once everything is decided. */
    void onCommit(Runnable change) {
        pending.add(change);
    }

    void commit() {
        pending.forEach(Runnable::run);
        pending.clear();
    }

    void discard() {
        pending.clear();
    }

    private static AuditOutcome outcome(EventView view, boolean merged) {
        if (view.subject().getIdentityId() == null) {
            return AuditOutcome.PARKED;
        }
        return merged ? AuditOutcome.APPLIED : AuditOutcome.STALE;
    }

    private long write(StoredIdentity stored, Policies policies, DecisionLog log) {
        IdentityState state = stored.state();
        long[] published = SubjectKeys.isAccount(state.key()) ? stored.published() : publish(stored, policies);
        for (Decided decided : log.decided()) {
            forward(state.key(), decided);
        }
        long nextDue = governor.nextDue(state, policies);
        StoredIdentity changed = new StoredIdentity(state, published, stored.indexedDue());
        onCommit(() -> identities.save(changed, nextDue));
        return nextDue;
    }

    private void forward(String key, Decided decided) {
        if (decided.finding() != null) {
            byte[] bytes = codecs.finding().encode(options.topic(Names.FINDING), decided.finding());
            outbox.add(Names.FINDING, key, bytes);
            outbox.add(
                    Names.FINDING_STATE,
                    decided.finding().getFindingId(),
                    codecs.finding().encode(options.topic(Names.FINDING_STATE), decided.finding()));
        } else {
            outbox.add(
                    Names.PROVISIONING_COMMAND,
                    key,
                    codecs.command().encode(options.topic(Names.PROVISIONING_COMMAND), decided.command()));
        }
    }

    private long[] publish(StoredIdentity stored, Policies policies) {
        AccessPages view = AccessPages.of(stored.state(), policies.settings().timeZone());
        String key = stored.state().key();
        long[] before = stored.published();
        long[] after = new long[1 + view.pages().size()];
        after[0] = publish(key, view.head(), before.length > 0 ? before[0] : 0);
        boolean samePages = before.length == after.length;
        for (int i = 1; i < after.length; i++) {
            after[i] = publish(pageKey(key, i - 1), view.pages().get(i - 1), samePages ? before[i] : 0);
        }
        for (int i = after.length; i < before.length; i++) {
            outbox.add(Names.IDENTITY_ACCESS, pageKey(key, i - 1), null);
        }
        return after;
    }

    private long publish(String key, IdentityAccess record, long publishedHash) {
        byte[] bytes = codecs.identityAccess().encode(options.topic(Names.IDENTITY_ACCESS), record);
        long hash = hash(bytes);
        if (hash != publishedHash) {
            outbox.add(Names.IDENTITY_ACCESS, key, bytes);
        }
        return hash;
    }

    private static String pageKey(String key, int bucket) {
        return key + "#" + bucket;
    }

    /** FNV-1a, 64 bits; 0 is kept for "never published". */
    private static long hash(byte[] bytes) {
        long hash = 0xcbf29ce484222325L;
        for (byte b : bytes) {
            hash = (hash ^ (b & 0xff)) * 0x100000001b3L;
        }
        return hash == 0 ? 1 : hash;
    }

    private void auditDecision(Decided decided, InputRef input, Policies policies) {
        long sequence = values.nextAuditSequence();
        if (decided.finding() != null) {
            audit(
                    decided.finding().getIdentityId(),
                    records.finding(sequence, decided.finding(), decided.trigger(), input, policies.setVersion()));
        } else {
            audit(
                    decided.command().getIdentityId(),
                    records.command(sequence, decided.command(), decided.trigger(), input, policies.setVersion()));
        }
    }

    private void audit(String key, AuditEvent audit) {
        outbox.add(Names.AUDIT, key, codecs.audit().encode(options.topic(Names.AUDIT), audit));
    }

    private static String keyText(Incoming in) {
        return in.key() == null ? "" : new String(in.key(), StandardCharsets.UTF_8);
    }

    private static InputRef inputRef(Incoming in) {
        return new InputRef(in.topic(), in.partition(), in.offset(), Instant.ofEpochMilli(in.arrivedAt()));
    }
}
