package dev.sluice.stream;

import dev.sluice.domain.ReasonCode;
import dev.sluice.domain.Rejection;
import dev.sluice.domain.Validation;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.session.Followed;
import dev.sluice.domain.session.Followed.Fact;
import dev.sluice.domain.session.Followed.What;
import dev.sluice.domain.session.TrackedKey;
import dev.sluice.event.Exchange;
import dev.sluice.event.ExchangeKind;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Pipelines, credentials, leases and sessions where they are at home: what is told of one by somebody who does not track it is told there,
 * and whoever does is told by it. Idempotent: everything may be told again.
 */
final class FollowDesk {
    /** How long after the last message about it something is remembered; longer if a credential has longer to be changed. */
    static final Duration KEPT = Duration.ofDays(90);

    /** After the kinds of {@link SessionRows}. */
    private static final byte FOLLOWED = 4;

    private static final int VERSION = 1;

    private final StageOptions options;
    private final Codecs codecs;
    private final KeyValueStore<Bytes, byte[]> store;
    private final Timers timers;
    private final Outbox outbox;
    private final UnitOfWork unit;
    private final int partition;

    /** What is kept of one of them, and until when (ms since the epoch). */
    private record Kept(Followed followed, long until) {}

    FollowDesk(
            StageOptions options,
            Codecs codecs,
            KeyValueStore<Bytes, byte[]> store,
            Timers timers,
            Outbox outbox,
            UnitOfWork unit,
            int partition) {
        this.options = options;
        this.codecs = codecs;
        this.store = store;
        this.timers = timers;
        this.outbox = outbox;
        this.unit = unit;
        this.partition = partition;
    }

    /** Whether a message is to or from the home of a pipeline or credential. */
    static boolean takes(Exchange message) {
        return WatchMail.takes(message.getKind())
                && (Followed.isHome(message.getReceiver()) || Followed.isHome(message.getSender()));
    }

    /** Whether such a message is for the home of one. */
    static boolean isForHome(Exchange message) {
        return Followed.isHome(message.getReceiver());
    }

    /** Why no stage can have written a message: anybody who may write to the topic can forge it. */
    Optional<Rejection> check(Exchange message) {
        String home = isForHome(message) ? message.getReceiver() : message.getSender();
        String identity = isForHome(message) ? message.getSender() : message.getReceiver();
        boolean wellFormed = home.length() <= 3 * Validation.MAX_NAME
                && Validation.isSubjectKey(identity)
                && (message.getKind() == ExchangeKind.STATUS
                        ? what(message) != null && fact(message).isAbout(home)
                        : isForHome(message))
                && Validation.isInstant(message.getSentAt())
                && Partitioning.of(message.getReceiver(), options.partitions()) == partition;
        return wellFormed
                ? Optional.empty()
                : Optional.of(new Rejection(
                        ReasonCode.INVALID_FIELD, "Refused: no stage has written this " + message.getKind() + "."));
    }

    private static What what(Exchange message) {
        return Arrays.stream(What.values())
                .filter(what -> what.name().equals(message.getStatus()))
                .findFirst()
                .orElse(null);
    }

    /** What a message that was checked tells. */
    static Fact fact(Exchange message) {
        return new Fact(message.getSentAt().toEpochMilli(), what(message));
    }

    /** Tells at home what an event tells of a pipeline or credential. */
    void tell(String from, TrackedKey of, Fact fact) {
        send(Followed.home(of), from, ExchangeKind.STATUS, fact, fact.at());
    }

    /** Asks to be told of what others say since an instant. */
    void follow(String from, String home, long since) {
        send(home, from, ExchangeKind.WATCH, null, since);
    }

    private void send(String receiver, String sender, ExchangeKind kind, Fact fact, long at) {
        Exchange message = Exchange.newBuilder()
                .setKind(kind)
                .setReceiver(receiver)
                .setSender(sender)
                .setStatus(fact == null ? null : fact.what().name())
                .setSentAt(Instant.ofEpochMilli(at))
                .build();
        byte[] bytes = codecs.exchange().encode(options.topic(Names.EXCHANGE), message);
        outbox.add(Names.EXCHANGE, receiver, bytes, Partitioning.of(receiver, options.partitions()));
    }

    /** Takes a message for the home of one; false if it says nothing new. */
    boolean take(Incoming in, Exchange message, Policies policies) {
        String home = message.getReceiver();
        Kept before = read(home);
        Followed known = before == null ? Followed.NONE : before.followed();
        boolean asks = message.getKind() == ExchangeKind.WATCH;
        Followed after = asks ? known.followedBy(message.getSender(), in.arrivedAt()) : known.with(fact(message));
        // Told again whether or not it is news: of a task that died nobody knows whether its messages arrived.
        if (asks) {
            long since = message.getSentAt().toEpochMilli();
            after.facts().stream()
                    .filter(fact -> fact.at() >= since)
                    .forEach(fact -> send(message.getSender(), home, ExchangeKind.STATUS, fact, fact.at()));
        } else {
            Fact fact = fact(message);
            after.followers().keySet().forEach(follower -> send(follower, home, ExchangeKind.STATUS, fact, fact.at()));
        }
        long until = in.arrivedAt() + keptMs(policies);
        keep(home, before, new Kept(after, before == null ? until : Math.max(until, before.until())));
        return !after.equals(known);
    }

    private static long keptMs(Policies policies) {
        Duration rotate = policies.settings().sessions().rotateWithin();
        return rotate == null ? KEPT.toMillis() : Math.max(KEPT.toMillis(), 2 * rotate.toMillis());
    }

    /** Forgets what nothing was told of for long; tells when it is looked at next. */
    long forget(Timers.Due due) {
        Kept kept = read(due.key());
        if (kept == null || kept.until() != due.at()) {
            unit.onCommit(() -> timers.remove(due));
            return kept == null ? Long.MAX_VALUE : kept.until();
        }
        unit.onCommit(() -> {
            store.delete(row(due.key()));
            timers.remove(due);
        });
        return Long.MAX_VALUE;
    }

    private void keep(String home, Kept before, Kept after) {
        byte[] value = VersionedBytes.write(VERSION, out -> {
            out.writeLong(after.until());
            out.writeInt(after.followed().facts().size());
            for (Fact fact : after.followed().facts()) {
                out.writeLong(fact.at());
                out.writeByte(fact.what().ordinal());
            }
            out.writeInt(after.followed().followers().size());
            for (Map.Entry<String, Long> follower : after.followed().followers().entrySet()) {
                out.writeUTF(follower.getKey());
                out.writeLong(follower.getValue());
            }
        });
        unit.onCommit(() -> {
            store.put(row(home), value);
            timers.move(home, before == null ? Long.MAX_VALUE : before.until(), after.until());
        });
    }

    private Kept read(String home) {
        byte[] value = store.get(row(home));
        return value == null
                ? null
                : VersionedBytes.read("Who follows a pipeline or credential", VERSION, value, in -> {
                    long until = in.readLong();
                    TreeSet<Fact> facts = new TreeSet<>();
                    for (int i = VersionedBytes.count(in); i > 0; i--) {
                        long at = in.readLong();
                        facts.add(new Fact(at, What.values()[in.readByte()]));
                    }
                    TreeMap<String, Long> followers = new TreeMap<>();
                    for (int i = VersionedBytes.count(in); i > 0; i--) {
                        String follower = in.readUTF();
                        followers.put(follower, in.readLong());
                    }
                    return new Kept(new Followed(facts, followers), until);
                });
    }

    private static Bytes row(String home) {
        byte[] head = home.getBytes(StandardCharsets.UTF_8);
        return Bytes.wrap(ByteBuffer.allocate(head.length + 2)
                .put(head)
                .put((byte) 0)
                .put(FOLLOWED)
                .array());
    }
}
