package dev.sluice.stream;

import dev.sluice.domain.EventView;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.Claims;
import dev.sluice.domain.correlation.CorrelationRule;
import dev.sluice.domain.correlation.Ownership;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Control;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.header.internals.RecordHeaders;

/**
 * Finds out whose accounts are. Where an account is at home it is known who claims it, by what sources say, by rules and by
 * decision; where the value of an attribute is at home, who has it. What is told of an account goes to its owner, and waits until
 * there is one.
 */
final class CorrelationDesk {
    private static final String ENDED = "ENDED";

    /** Marks an event that has been read and audited before, and has waited since. */
    static final String PARKED = "PARKED";

    private final StageOptions options;
    private final Codecs codecs;
    private final Correlations correlations;
    private final Outbox outbox;
    private final UnitOfWork unit;
    private final Stage stage;
    private final ExchangeMail mail;
    private final StageMetrics metrics;
    private final int partition;

    CorrelationDesk(
            StageOptions options,
            Codecs codecs,
            StageStores stores,
            Stage stage,
            ExchangeMail mail,
            StageMetrics metrics,
            int partition) {
        this.options = options;
        this.codecs = codecs;
        this.correlations = stores.correlations();
        this.outbox = stores.outbox();
        this.unit = stores.unit();
        this.stage = stage;
        this.mail = mail;
        this.metrics = metrics;
        this.partition = partition;
    }

    static boolean takes(ExchangeKind kind) {
        return kind == ExchangeKind.CLAIM || kind == ExchangeKind.QUERY || kind == ExchangeKind.ANSWER;
    }

    /** Why no stage can have written a message: anybody who may write to the topic can forge it. */
    Optional<Rejection> check(Exchange message) {
        boolean toAccount = isAccount(message.getReceiver());
        boolean toAttribute = CorrelationRule.isAttribute(message.getReceiver());
        boolean wellFormed =
                switch (message.getKind()) {
                    case CLAIM -> (toAccount || toAttribute) && isIdentity(message.getSender());
                    case QUERY -> toAttribute && isAccount(message.getSender());
                    default ->
                        toAccount
                                && CorrelationRule.isAttribute(message.getSender())
                                && (message.getIdentityId() == null || isIdentity(message.getIdentityId()))
                                && message.getCount() != null
                                && message.getCount() >= 0;
                };
        return wellFormed && isHome(message.getReceiver()) && Validation.isInstant(message.getSentAt())
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: no stage has written this " + message.getKind() + "."));
    }

    private static boolean isAccount(String key) {
        return SubjectKeys.isAccount(key) && Validation.isSubjectKey(key);
    }

    private static boolean isIdentity(String id) {
        return id != null && Validation.isIdentityId(id);
    }

    private boolean isHome(String key) {
        return Partitioning.of(key, options.partitions()) == partition;
    }

    /** Takes a message that was checked. */
    void take(Incoming in, Exchange message, PolicyHistory history) {
        String receiver = message.getReceiver();
        long at = message.getSentAt().toEpochMilli();
        boolean on = !ENDED.equals(message.getStatus());
        boolean news =
                switch (message.getKind()) {
                    case CLAIM ->
                        SubjectKeys.isAccount(receiver)
                                ? change(
                                        in,
                                        receiver,
                                        correlations.ownership(receiver).tell(message.getSender(), on, at),
                                        Trigger.exchange(at),
                                        history)
                                : claim(receiver, message.getSender(), on, at);
                    case QUERY -> query(receiver, message.getSender());
                    default ->
                        change(
                                in,
                                receiver,
                                correlations
                                        .ownership(receiver)
                                        .find(message.getSender(), message.getIdentityId(), on, at, count(message)),
                                Trigger.exchange(at),
                                history);
                };
        stage.auditOther(
                in,
                Names.EXCHANGE,
                message.getKind().name(),
                news ? AuditOutcome.APPLIED : AuditOutcome.STALE,
                null,
                history.current().policies().setVersion());
    }

    private static long count(Exchange message) {
        return message.getCount() == null ? 0 : message.getCount();
    }

    private boolean claim(String attribute, String identityId, boolean on, long at) {
        Bearers before = correlations.bearers(attribute);
        Claims after = before.claims().with(identityId, on, at);
        if (after == before.claims()) {
            return false;
        }
        Bearers now = before.with(after);
        unit.onCommit(() -> correlations.put(attribute, now));
        now.askers().forEach(asker -> answer(attribute, asker, identityId, on, at, now.count()));
        return true;
    }

    private boolean query(String attribute, String account) {
        Bearers before = correlations.bearers(attribute);
        Bearers after = before.askedBy(account);
        unit.onCommit(() -> correlations.put(attribute, after));
        if (after.count() == 0) {
            answer(attribute, account, null, false, 0, 0);
        }
        after.claims()
                .byIdentity()
                .forEach((identity, claim) ->
                        answer(attribute, account, identity, claim.holds(), claim.at(), after.count()));
        return after != before;
    }

    private void answer(String attribute, String account, String identityId, boolean on, long at, long ofSoMany) {
        send(Exchange.newBuilder()
                .setKind(ExchangeKind.ANSWER)
                .setReceiver(account)
                .setSender(attribute)
                .setIdentityId(identityId)
                .setStatus(on ? null : ENDED)
                .setSentAt(Instant.ofEpochMilli(at))
                .setCount(ofSoMany)
                .build());
    }

    /** Tells that an identity claims an account or a value, or no longer. */
    static Exchange claimOf(String identityId, String key, boolean on, long at) {
        return Exchange.newBuilder()
                .setKind(ExchangeKind.CLAIM)
                .setReceiver(key)
                .setSender(identityId)
                .setIdentityId(identityId)
                .setStatus(on ? null : ENDED)
                .setSentAt(Instant.ofEpochMilli(Math.max(0, at)))
                .build();
    }

    private void send(Exchange message) {
        String receiver = message.getReceiver();
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        outbox.add(Names.EXCHANGE, receiver, bytes, Partitioning.of(receiver, options.partitions()));
    }

    /** Why a decision about an account can't be acted on, or empty; asked in every partition, and answered in one. */
    Optional<Rejection> check(Control control, long arrivedAt, Duration skew) {
        AccountRef account =
                control.getSubject() == null ? null : control.getSubject().getAccount();
        String wrong = null;
        if (account == null || !Validation.isAccount(account)) {
            wrong = "ACCOUNT_ASSIGNED needs subject.account";
        } else if (control.getSubject().getIdentityId() != null
                && !isIdentity(control.getSubject().getIdentityId())) {
            wrong = "subject.identityId is no identityId";
        } else if (!Validation.isText(control.getHeader().getEventId())
                || !Validation.isInstant(control.getHeader().getOccurredAt())
                || control.getHeader().getOccurredAt().toEpochMilli() - arrivedAt > skew.toMillis()) {
            wrong = "ACCOUNT_ASSIGNED needs header.eventId, and an occurredAt that is not ahead of its arrival";
        }
        boolean answers = account == null || !Validation.isAccount(account) ? partition == 0 : isHome(key(account));
        return wrong == null || !answers
                ? Optional.empty()
                : Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: " + wrong + "."));
    }

    /** Takes a decision about an account; tells whether it is at home here and news. */
    boolean take(Incoming in, Control control, PolicyHistory history) {
        AccountRef account =
                control.getSubject() == null ? null : control.getSubject().getAccount();
        if (account == null || !Validation.isAccount(account) || !isHome(key(account))) {
            return false;
        }
        String key = key(account);
        long at = control.getHeader().getOccurredAt().toEpochMilli();
        Ownership after =
                correlations.ownership(key).assign(control.getSubject().getIdentityId(), at);
        return change(in, key, after, Trigger.control(control.getHeader().getEventId(), at), history);
    }

    private static String key(AccountRef account) {
        return SubjectKeys.account(account.getSystem(), account.getName());
    }

    private boolean change(Incoming in, String key, Ownership after, Trigger trigger, PolicyHistory history) {
        Ownership before = correlations.ownership(key);
        if (after != before) {
            unit.onCommit(() -> correlations.put(key, after));
        }
        if (after.owner().isPresent()) {
            release(in, key, after.owner().get(), trigger, history);
        } else if (!after.candidates().equals(before.candidates())) {
            AccountKey account = SubjectKeys.accountOf(key);
            stage.disputed(in, key, account, after.candidates(), trigger, history);
        }
        return after != before;
    }

    /** Sends the owner what has waited, and closes what was found of the account as long as it was nobody's. */
    private void release(Incoming in, String key, String owner, Trigger trigger, PolicyHistory history) {
        stage.dissolve(in, key, trigger, history);
        if (correlations.waiting(key).isEmpty()) {
            return;
        }
        String topic = options.topic(Names.EXCHANGE);
        correlations.eachWaiting(key, bytes -> {
            Exchange message = codecs.exchange().decode(topic, new RecordHeaders(), bytes);
            message.setReceiver(owner);
            message.setIdentityId(owner);
            message.setStatus(PARKED);
            send(message);
        });
        unit.onCommit(() -> correlations.sent(key));
    }

    /** Sends an event of an account to its owner; false if nobody is known to be that. */
    boolean forward(Incoming in, EventView view) {
        Optional<String> owner = correlations.ownership(view.subjectKey()).owner();
        owner.ifPresent(identity -> {
            Exchange message = mail.wrap(in, view);
            message.setReceiver(identity);
            message.setIdentityId(identity);
            message.setSender(view.subjectKey());
            send(message);
            unit.onCommit(() -> metrics.correlated(view.category()));
        });
        return owner.isPresent();
    }

    /** Why an event of an account that is nobody's can't wait, or empty. */
    Optional<Rejection> refuses(EventView view, boolean act) {
        Waiting now = correlations.waiting(view.subjectKey());
        boolean full = now.facts() >= Correlations.MAX_FACTS || now.factBytes() >= Correlations.MAX_FACT_BYTES;
        return act || !full
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.TOO_MANY_PARKED,
                        now.facts() + " events of " + view.subjectKey()
                                + " wait until it is known whose it is; correlate or assign it, then redrive."));
    }

    /** Keeps an event until it is known whose the account is, and asks who that may be. */
    void park(Incoming in, EventView view, boolean act, Policies policies) {
        Exchange message = mail.wrap(in, view);
        message.setSender(view.subjectKey());
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        Sizes.admit(Names.EXCHANGE, new byte[Validation.MAX_NAME], bytes, new RecordHeaders());
        String key = view.subjectKey();
        unit.onCommit(() -> {
            if (correlations.park(key, act, bytes)) {
                metrics.parkedDropped();
            }
        });
        ask(key, view.subject().getAccount(), policies);
    }

    private void ask(String key, AccountRef account, Policies policies) {
        Ownership before = correlations.ownership(key);
        List<String> keys = new ArrayList<>();
        for (CorrelationRule rule : policies.system(account.getSystem()).correlate()) {
            rule.keyOf(account)
                    .or(() -> before.found().keySet().stream()
                            .filter(known -> known.startsWith(rule.prefix()))
                            .findFirst())
                    .filter(found -> !keys.contains(found))
                    .ifPresent(keys::add);
        }
        Ownership after = before.asking(keys);
        if (after != before) {
            Set<String> asked = before.found().keySet();
            unit.onCommit(() -> correlations.put(key, after));
            for (String attribute : keys) {
                if (!asked.contains(attribute)) {
                    send(Exchange.newBuilder()
                            .setKind(ExchangeKind.QUERY)
                            .setReceiver(attribute)
                            .setSender(key)
                            .setSentAt(Instant.EPOCH)
                            .build());
                }
            }
        }
    }

    /** Why an event can't be what a stage has found the owner of: anybody who may write to the topic can forge it. */
    static Optional<Rejection> check(Exchange message, EventView view) {
        boolean found = isIdentity(message.getIdentityId())
                && message.getIdentityId().equals(message.getReceiver())
                && view.subject().getIdentityId() == null
                && view.subject().getAccount() != null
                && key(view.subject().getAccount()).equals(message.getSender());
        return found
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: no stage has found this owner of the account."));
    }
}
