package dev.sluice.stream;

import dev.sluice.audit.AuditKeys;
import dev.sluice.audit.LoggedFailure;
import dev.sluice.domain.EventView;
import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.Validation;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.correlation.Bearers;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.correlation.Claims;
import dev.sluice.domain.correlation.CorrelationRule;
import dev.sluice.domain.correlation.Ownership;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.PolicyHistory;
import dev.sluice.event.AccessEvent;
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
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whose accounts are. Where an account is at home it is known who claims it, by what sources say, by rules and by
 * decision; where the value of an attribute is at home, who has it. What is told of an account goes to its owner, and waits until
 * there is one.
 */
final class CorrelationDesk {
    private static final Logger LOG = LoggerFactory.getLogger(CorrelationDesk.class);

    /** How far a claim may lie ahead of its message; one that would lie farther ahead is sent as of later. */
    static final Duration AHEAD = Duration.ofDays(1);

    /** What an owner's id may take in a message: as a key, as the receiver and as the identity, in UTF-8. */
    private static final int OWNER_ROOM = 3 * 3 * Validation.MAX_NAME;

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
    Optional<Rejection> check(Exchange message, long arrivedAt) {
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
        boolean says = message.getKind() == ExchangeKind.QUERY || change(message) != null;
        return wellFormed && says && isHome(message.getReceiver()) && isPossible(message, arrivedAt)
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: no stage has written this " + message.getKind() + "."));
    }

    /** What is said of an account speaks of when it was told; nobody may say it for all time to come. */
    private static boolean isPossible(Exchange message, long arrivedAt) {
        boolean ahead = message.getKind() == ExchangeKind.CLAIM
                && SubjectKeys.isAccount(message.getReceiver())
                && message.getSentAt().isAfter(Instant.ofEpochMilli(arrivedAt).plus(AHEAD));
        return Validation.isInstant(message.getSentAt()) && !ahead;
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

    /** Whether a message of the kind is for an identity that owned an account. */
    static boolean disowns(Exchange message) {
        return message.getKind() == ExchangeKind.DISOWN;
    }

    /** Why no stage can have written such a message. */
    Optional<Rejection> checkDisowned(Exchange message) {
        return isIdentity(message.getReceiver()) && isAccount(message.getSender()) && isHome(message.getReceiver())
                ? Optional.empty()
                : Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: no stage has written this DISOWN."));
    }

    private static ClaimChange change(Exchange message) {
        for (ClaimChange change : ClaimChange.values()) {
            if (change.name().equals(message.getStatus())) {
                return change;
            }
        }
        return null;
    }

    /** Takes a message that was checked. */
    void take(Incoming in, Exchange message, PolicyHistory history) {
        String receiver = message.getReceiver();
        long at = message.getSentAt().toEpochMilli();
        ClaimChange change = change(message);
        Ownership ownership = SubjectKeys.isAccount(receiver) ? correlations.ownership(receiver) : null;
        Trigger trigger = Trigger.exchange(at);
        boolean news =
                switch (message.getKind()) {
                    case CLAIM ->
                        ownership != null
                                ? change(
                                        in, receiver, ownership.tell(message.getSender(), change, at), trigger, history)
                                : claim(receiver, message.getSender(), change, at);
                    case QUERY -> query(receiver, message.getSender());
                    default ->
                        change(
                                in,
                                receiver,
                                ownership.find(
                                        message.getSender(), message.getIdentityId(), change, at, message.getCount()),
                                trigger,
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

    private boolean claim(String attribute, String identityId, ClaimChange change, long at) {
        Bearers before = correlations.bearers(attribute);
        Claims after = before.claims().with(identityId, change, at);
        if (after == before.claims()) {
            return false;
        }
        Bearers now = before.with(after);
        unit.onCommit(() -> correlations.put(attribute, now));
        now.askers().forEach(asker -> answer(attribute, asker, identityId, change, at, now.count()));
        return true;
    }

    private boolean query(String attribute, String account) {
        Bearers before = correlations.bearers(attribute);
        Bearers after = before.askedBy(account);
        if (after != before) {
            unit.onCommit(() -> correlations.put(attribute, after));
        }
        if (after.claims().byIdentity().isEmpty()) {
            answer(attribute, account, null, ClaimChange.ENDED, 0, 0);
        }
        after.claims()
                .byIdentity()
                .forEach((identity, claim) ->
                        answer(attribute, account, identity, claim.change(), claim.at(), after.count()));
        return after != before;
    }

    private void answer(
            String attribute, String account, String identityId, ClaimChange change, long at, long ofSoMany) {
        send(Exchange.newBuilder()
                .setKind(ExchangeKind.ANSWER)
                .setReceiver(account)
                .setSender(attribute)
                .setIdentityId(identityId)
                .setStatus(change.name())
                .setSentAt(Instant.ofEpochMilli(at))
                .setCount(ofSoMany)
                .build());
    }

    /** Tells that an identity claims an account or a value, or no longer. */
    static Exchange claimOf(String identityId, String key, ClaimChange change, long at) {
        return Exchange.newBuilder()
                .setKind(ExchangeKind.CLAIM)
                .setReceiver(key)
                .setSender(identityId)
                .setIdentityId(identityId)
                .setStatus(change.name())
                .setSentAt(Instant.ofEpochMilli(Math.max(0, at)))
                .build();
    }

    private void send(Exchange message) {
        send(message, Long.MIN_VALUE);
    }

    private void send(Exchange message, long notBefore) {
        String receiver = message.getReceiver();
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        outbox.add(Names.EXCHANGE, receiver, bytes, Partitioning.of(receiver, options.partitions()), notBefore);
    }

    /** Why a decision about an account can't be acted on, or empty; asked in every partition, and answered in one. */
    Optional<Rejection> check(Control control, long arrivedAt, Duration skew) {
        AccountRef account =
                control.getSubject() == null ? null : control.getSubject().getAccount();
        String wrong = null;
        if (account == null || !Validation.isAccount(account)) {
            wrong = "ACCOUNT_ASSIGNED needs subject.account";
        } else if (control.getDecidedBy() == null || control.getDecidedBy().isBlank()) {
            wrong = "ACCOUNT_ASSIGNED needs decidedBy";
        } else if (control.getSubject().getIdentityId() != null
                && !isIdentity(control.getSubject().getIdentityId())) {
            wrong = "subject.identityId is no identityId";
        } else if (!ControlHeader.isTimely(control, arrivedAt, skew)) {
            wrong = "ACCOUNT_ASSIGNED needs header.eventId, and an occurredAt that is not ahead of its arrival";
        }
        boolean answers = account == null || !Validation.isAccount(account) ? partition == 0 : isHome(key(account));
        return wrong == null || !answers
                ? Optional.empty()
                : Optional.of(new Rejection(ReasonCode.INVALID_FIELD, "Refused: " + wrong + "."));
    }

    /** Takes a decision about an account; STALE if it is at home here and was decided otherwise since. */
    AuditOutcome take(Incoming in, Control control, PolicyHistory history) {
        AccountRef account =
                control.getSubject() == null ? null : control.getSubject().getAccount();
        if (account == null || !Validation.isAccount(account) || !isHome(key(account))) {
            return AuditOutcome.APPLIED;
        }
        String key = key(account);
        long at = control.getHeader().getOccurredAt().toEpochMilli();
        Ownership after =
                correlations.ownership(key).assign(control.getSubject().getIdentityId(), at);
        Trigger trigger = Trigger.control(control.getHeader().getEventId(), at);
        return change(in, key, after, trigger, history) ? AuditOutcome.APPLIED : AuditOutcome.STALE;
    }

    private static String key(AccountRef account) {
        return SubjectKeys.account(account.getSystem(), account.getName());
    }

    private boolean change(Incoming in, String key, Ownership after, Trigger trigger, PolicyHistory history) {
        Ownership before = correlations.ownership(key);
        String owner = after.owner().orElse(null);
        Holders holders = correlations.holders(key);
        boolean isReturned = owner == null && !holders.identities().isEmpty();
        judge(
                in,
                key,
                after,
                owner != null && !holders.isCertainly(owner),
                isReturned ? facts(in, key) : List.of(),
                trigger,
                history);
        if (after != before) {
            unit.onCommit(() -> correlations.put(key, after));
        }
        handOver(key, holders, owner, after);
        return after != before;
    }

    /** Takes what is kept from whoever else may have it, and sends it to the owner, if there is one. */
    private void handOver(String key, Holders holders, String owner, Ownership ownership) {
        holders.identities().stream()
                .filter(former -> !former.equals(owner))
                .forEach(former -> disown(key, former, ownership));
        if (owner != null && !holders.isCertainly(owner)) {
            release(key, owner);
        }
    }

    /** What is found of the account follows from whose it is; where that fails, whose it is becomes known all the same. */
    private void judge(
            Incoming in,
            String key,
            Ownership after,
            boolean owned,
            List<AccessEvent> returned,
            Trigger trigger,
            PolicyHistory history) {
        UnitOfWork.Mark mark = unit.mark();
        try {
            if (owned) {
                stage.dissolve(in, key, trigger, history);
            } else if (after.owner().isEmpty()) {
                AccountKey account = SubjectKeys.accountOf(key);
                Set<String> candidates = after.isShared() ? Set.of() : after.candidates();
                stage.disputed(in, key, account, candidates, returned, trigger, history);
            }
        } catch (CoreFailure | TooLarge e) {
            unit.rollback(mark);
            LOG.error(
                    "What is found of {} can't be decided; whose it is is known all the same.",
                    AuditKeys.pseudonym(key),
                    LoggedFailure.of(e));
            LOG.debug("The failure in full.", e);
            Rejection why = new Rejection(ReasonCode.PROCESSING_ERROR, e.getMessage());
            DeadLetters.addQuarantined(outbox, new Timers.Due(in.arrivedAt(), key), partition, why, options.isSealed());
        }
    }

    /** What sources tell of an account, as far as it is kept. */
    private List<AccessEvent> facts(Incoming in, String key) {
        String topic = options.topic(Names.EXCHANGE);
        List<AccessEvent> facts = new ArrayList<>();
        correlations.eachFact(key, bytes -> {
            Exchange message = codecs.exchange().decode(topic, new RecordHeaders(), bytes);
            Incoming original = mail.unwrap(message, in);
            if (codecs.event(mail.category(message), original.topic(), original.headers(), original.value())
                    instanceof AccessEvent fact) {
                facts.add(fact);
            }
        });
        return facts;
    }

    /** Whoever owned it by what was found forgets it; what sources say of them they keep. */
    private void disown(String key, String former, Ownership after) {
        if (!after.told().byIdentity().containsKey(former)) {
            send(Exchange.newBuilder()
                    .setKind(ExchangeKind.DISOWN)
                    .setReceiver(former)
                    .setSender(key)
                    .setSentAt(Instant.EPOCH)
                    .build());
        }
        unit.onCommit(() -> correlations.sent(key, null));
    }

    /** Sends the owner what is kept. */
    private void release(String key, String owner) {
        if (correlations.waiting(key).isEmpty()) {
            // Nothing was ever told of the account alone, and mostly nothing will be.
            return;
        }
        String topic = options.topic(Names.EXCHANGE);
        correlations.eachToSend(key, bytes -> {
            Exchange message = codecs.exchange().decode(topic, new RecordHeaders(), bytes);
            message.setReceiver(owner);
            message.setIdentityId(owner);
            message.setStatus(PARKED);
            // It arrived at its own time, which may be later than what tells of the owner.
            send(message, message.getArrivedAt().toEpochMilli());
        });
        unit.onCommit(() -> correlations.sent(key, owner));
    }

    /** Sends an event of an account to its owner; false if nobody is known to be that. */
    boolean forward(Incoming in, EventView view, Policies policies) {
        String key = view.subjectKey();
        boolean act = Stage.isAct(view);
        Ownership ownership = ask(key, view.subject().getAccount(), stage.isOfNobody(view, policies), policies);
        Optional<String> owner = ownership.owner();
        if (owner.isEmpty() && act && !stage.isKnown(key)) {
            owner = ownership.lastOwner();
        }
        owner.ifPresent(identity -> {
            Exchange message = mail.wrap(in, view);
            message.setReceiver(identity);
            message.setIdentityId(identity);
            message.setSender(key);
            if (!act) {
                Holders holders = correlations.holders(key);
                // Mostly nothing is to do; but a task that died may have left what nobody knows to have arrived.
                handOver(key, holders, identity, ownership);
                keep(key, false, message);
                if (!holders.isCertainly(identity)) {
                    unit.onCommit(() -> correlations.sent(key, identity));
                }
            }
            send(message);
            unit.onCommit(() -> metrics.correlated(view.category()));
        });
        return owner.isPresent();
    }

    private void keep(String key, boolean act, Exchange message) {
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        Sizes.admit(Names.EXCHANGE, new byte[OWNER_ROOM], bytes, new RecordHeaders());
        unit.onCommit(() -> metrics.parkedDropped(correlations.keep(key, act, bytes)));
    }

    /** Why an event of an account that is nobody's can't wait, or empty. */
    Optional<Rejection> refuses(EventView view, boolean act) {
        Waiting now = correlations.waiting(view.subjectKey());
        boolean full = now.facts() >= Correlations.MAX_FACTS || now.factBytes() >= Correlations.MAX_FACT_BYTES;
        return act || !full
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.TOO_MANY_PARKED,
                        now.facts() + " events of " + AuditKeys.pseudonym(view.subjectKey())
                                + " wait until it is known whose it is; correlate or assign it, then redrive."));
    }

    /** Keeps an event until it is known whose the account is. */
    void park(Incoming in, EventView view) {
        Exchange message = mail.wrap(in, view);
        message.setSender(view.subjectKey());
        keep(view.subjectKey(), Stage.isAct(view), message);
    }

    /** Asks who has what the rules in force look for; of an account under a name that nobody has nothing is asked. */
    private Ownership ask(String key, AccountRef account, boolean ofNobody, Policies policies) {
        Ownership before = correlations.ownership(key);
        if (ofNobody && before.found().isEmpty()) {
            return before;
        }
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
        if (after == before) {
            return before;
        }
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
        return after;
    }

    /** Asks once more of an account, since another policy set is in force. */
    void asks(String key, Policies policies) {
        AccountKey account = SubjectKeys.accountOf(key);
        AccountRef ref = AccountRef.newBuilder()
                .setSystem(account.system())
                .setName(account.name())
                .build();
        ask(key, ref, false, policies);
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
