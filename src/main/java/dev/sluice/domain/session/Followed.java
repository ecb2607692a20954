package dev.sluice.domain.session;

import dev.sluice.domain.session.Credential.Deed;
import dev.sluice.domain.session.Credential.Mark;
import dev.sluice.domain.session.TrackedKey.Kind;
import java.util.Collections;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * A pipeline or a credential where it is at home: what was told of it by whomever, and the identities that are to be told. A pipeline's
 * leases are seldom those of who started it, and it is the vault that changes a credential. Immutable.
 *
 * @param facts what was told: of a pipeline its first start and its last end, of a credential its last changes
 * @param followers who is to be told, by identityId; at most {@value #MAX_FOLLOWERS}
 */
public record Followed(SortedSet<Fact> facts, SortedSet<String> followers) {
    /** Identities that are told of one pipeline or credential. */
    public static final int MAX_FOLLOWERS = 64;

    /** Changes of a credential that are remembered. */
    static final int MAX_ROTATIONS = 16;

    /** Nothing was told, and nobody asks. */
    public static final Followed NONE = new Followed(new TreeSet<>(), new TreeSet<>());

    private static final String PIPELINE = "attr:pipeline:";
    private static final String CREDENTIAL = "attr:credential:";

    /** What is told. The order is part of the state format: add at the end. */
    public enum What {
        /** The pipeline began. */
        STARTED,
        /** The pipeline ended. */
        ENDED,
        /** The credential was changed. */
        ROTATED
    }

    /**
     * One thing that was told.
     *
     * @param at when it was (ms since the epoch)
     * @param what what
     */
    public record Fact(long at, What what) implements Comparable<Fact> {
        @Override
        public int compareTo(Fact other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : what.compareTo(other.what);
        }
    }

    /** Copies. */
    public Followed {
        facts = Collections.unmodifiableSortedSet(new TreeSet<>(facts));
        followers = Collections.unmodifiableSortedSet(new TreeSet<>(followers));
    }

    /**
     * Where it is at home.
     *
     * @param key a pipeline or a credential
     * @return the record key
     */
    public static String home(TrackedKey key) {
        return key.kind() == Kind.PIPELINE ? PIPELINE + key.id() : CREDENTIAL + key.source() + "/" + key.id();
    }

    /**
     * Whether a record key is the home of a pipeline or credential.
     *
     * @param key the record key
     * @return true if so
     */
    public static boolean isHome(String key) {
        return key.startsWith(PIPELINE) || key.startsWith(CREDENTIAL);
    }

    /**
     * What is to be told at home of what an event tells.
     *
     * @param tracked what the event tells
     * @return empty for what concerns only who did it
     */
    public static Optional<Fact> fact(Tracked tracked) {
        if (tracked instanceof Pipeline pipeline) {
            return Optional.of(
                    pipeline.isStarted()
                            ? new Fact(pipeline.startedAt(), What.STARTED)
                            : new Fact(pipeline.endedAt(), What.ENDED));
        }
        if (tracked instanceof Credential credential) {
            Mark mark = credential.marks().first();
            return mark.deed() == Deed.ROTATED ? Optional.of(new Fact(mark.at(), What.ROTATED)) : Optional.empty();
        }
        return Optional.empty();
    }

    /**
     * What a fact that is told at home says of what somebody tracks.
     *
     * @param key what it is
     * @param fact what is told
     * @return what to join with what is tracked
     */
    public static Tracked tracked(TrackedKey key, Fact fact) {
        return switch (fact.what()) {
            case STARTED -> new Pipeline(key, fact.at(), Tracked.NEVER);
            case ENDED -> new Pipeline(key, Tracked.UNTOLD, fact.at());
            case ROTATED -> {
                SortedSet<Mark> marks = new TreeSet<>();
                marks.add(new Mark(fact.at(), Deed.ROTATED, Tracked.UNTOLD, null));
                yield new Credential(key, marks);
            }
        };
    }

    /**
     * With one more fact.
     *
     * @param fact what was told
     * @return the same if it says nothing new
     */
    public Followed with(Fact fact) {
        TreeSet<Fact> all = new TreeSet<>(facts);
        all.add(fact);
        TreeSet<Fact> kept = new TreeSet<>();
        all.stream().filter(one -> one.what() == What.STARTED).findFirst().ifPresent(kept::add);
        all.descendingSet().stream()
                .filter(one -> one.what() == What.ENDED)
                .findFirst()
                .ifPresent(kept::add);
        all.descendingSet().stream()
                .filter(one -> one.what() == What.ROTATED)
                .limit(MAX_ROTATIONS)
                .forEach(kept::add);
        return kept.equals(facts) ? this : new Followed(kept, followers);
    }

    /**
     * With one more who is to be told.
     *
     * @param identityId who
     * @return the same if they are told already, or so many are
     */
    public Followed followedBy(String identityId) {
        if (followers.contains(identityId) || followers.size() >= MAX_FOLLOWERS) {
            return this;
        }
        TreeSet<String> all = new TreeSet<>(followers);
        all.add(identityId);
        return new Followed(facts, all);
    }
}
