package dev.sluice.domain.session;

import dev.sluice.domain.session.Credential.Deed;
import dev.sluice.domain.session.TrackedKey.Kind;
import java.util.Collections;
import java.util.Comparator;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * Something that is tracked, where it is at home: what was told of it by others than who tracks it, and who is to be told. A pipeline's leases
 * are seldom those of who started it; it is the vault that changes a credential, and often an administrator who ends what goes on. Immutable.
 *
 * @param facts what was told; of each kind the last {@value #MAX_FACTS}
 * @param followers who is to be told, and when they last asked (ms since the epoch, arrival)
 */
public record Followed(SortedSet<Fact> facts, Map<String, Long> followers) {
    /** Identities that are told of one of them; beyond it who asked longest ago is not told any more. */
    public static final int MAX_FOLLOWERS = 512;

    /** Facts of each kind that are remembered. */
    static final int MAX_FACTS = 16;

    /** Nothing was told, and nobody asks. */
    public static final Followed NONE = new Followed(new TreeSet<>(), Map.of());

    private static final String PREFIX = "attr:";

    /** What is told. The order is part of the state format: add at the end. */
    public enum What {
        /** The pipeline began. */
        STARTED(Kind.PIPELINE),
        /** The pipeline ended. */
        ENDED(Kind.PIPELINE),
        /** The credential was changed. */
        ROTATED(Kind.CREDENTIAL),
        /** The credential was checked in for whoever had it. */
        CHECKED_IN(Kind.CREDENTIAL),
        /** The lease was revoked. */
        RETURNED(Kind.LEASE),
        /** The session was ended. */
        CLOSED(Kind.SESSION);

        private final Kind of;

        What(Kind of) {
            this.of = of;
        }
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

        /**
         * Whether it is told of everybody's, and not of who did it only.
         *
         * @return true for pipelines, and for a changed credential
         */
        public boolean concernsMany() {
            return what.of == Kind.PIPELINE || what == What.ROTATED;
        }

        /**
         * Whether it can be told at a home.
         *
         * @param home the record key of the home
         * @return false if it speaks of something else than what is at home there
         */
        public boolean isAbout(String home) {
            return home.startsWith(prefix(what.of));
        }
    }

    /** Copies. */
    public Followed {
        facts = Collections.unmodifiableSortedSet(new TreeSet<>(facts));
        followers = Collections.unmodifiableMap(new TreeMap<>(followers));
    }

    private static String prefix(Kind kind) {
        return switch (kind) {
            case SESSION -> PREFIX + "session:";
            case CREDENTIAL -> PREFIX + "credential:";
            case LEASE -> PREFIX + "lease:";
            case PIPELINE -> PREFIX + "pipeline:";
        };
    }

    /**
     * Where something is at home.
     *
     * @param key what it is
     * @return the record key
     */
    public static String home(TrackedKey key) {
        // Of two sources with slashes in their names none must get the other's.
        String source = key.source().replace("%", "%25").replace("/", "%2F");
        return prefix(key.kind()) + (key.kind() == Kind.PIPELINE ? "" : source + "/") + key.id();
    }

    /**
     * Whether a record key is the home of something that is tracked.
     *
     * @param key the record key
     * @return true if so
     */
    public static boolean isHome(String key) {
        if (key.startsWith(PREFIX)) {
            for (Kind kind : Kind.values()) {
                if (key.startsWith(prefix(kind))) {
                    return true;
                }
            }
        }
        return false;
    }

    /**
     * What of an event may concern others than who it names.
     *
     * @param tracked what the event tells
     * @return empty for what concerns only who did it
     */
    public static Optional<Fact> fact(Tracked tracked) {
        if (tracked instanceof Pipeline pipeline) {
            return Optional.of(pipeline.facts().first());
        }
        if (tracked instanceof Session session) {
            return session.isEnded() ? Optional.of(new Fact(session.endedAt(), What.CLOSED)) : Optional.empty();
        }
        if (tracked instanceof Lease lease) {
            Lease.Mark mark = lease.marks().first();
            return mark.deed() == Lease.Deed.RETURNED
                    ? Optional.of(new Fact(mark.at(), What.RETURNED))
                    : Optional.empty();
        }
        Credential.Mark mark = ((Credential) tracked).marks().first();
        return switch (mark.deed()) {
            case OUT -> Optional.empty();
            case IN -> Optional.of(new Fact(mark.at(), What.CHECKED_IN));
            case ROTATED -> Optional.of(new Fact(mark.at(), What.ROTATED));
        };
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
            case STARTED, ENDED -> new Pipeline(key, new TreeSet<>(Set.of(fact)));
            case ROTATED -> Credential.of(key, fact.at(), Deed.ROTATED);
            case CHECKED_IN -> Credential.of(key, fact.at(), Deed.IN);
            case RETURNED -> Lease.returned(key, fact.at());
            case CLOSED -> Session.ended(key, fact.at());
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
        long same = all.stream().filter(one -> one.what() == fact.what()).count();
        if (same > MAX_FACTS) {
            all.remove(all.stream()
                    .filter(one -> one.what() == fact.what())
                    .min(Comparator.naturalOrder())
                    .orElseThrow());
        }
        return all.equals(facts) ? this : new Followed(all, followers);
    }

    /**
     * With one more who is to be told.
     *
     * @param identityId who
     * @param at when they ask (ms since the epoch, arrival)
     * @return with them; whoever asked longest ago goes if there are too many
     */
    public Followed followedBy(String identityId, long at) {
        TreeMap<String, Long> all = new TreeMap<>(followers);
        all.merge(identityId, at, Math::max);
        if (all.size() > MAX_FOLLOWERS) {
            all.remove(Collections.min(all.entrySet(), Map.Entry.comparingByValue())
                    .getKey());
        }
        return new Followed(facts, all);
    }
}
