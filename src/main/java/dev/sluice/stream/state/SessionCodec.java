package dev.sluice.stream.state;

import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.session.Credential;
import dev.sluice.domain.session.Credential.Deed;
import dev.sluice.domain.session.Credential.Mark;
import dev.sluice.domain.session.Description;
import dev.sluice.domain.session.Followed;
import dev.sluice.domain.session.Lease;
import dev.sluice.domain.session.Pipeline;
import dev.sluice.domain.session.Session;
import dev.sluice.domain.session.Tally;
import dev.sluice.domain.session.Tracked;
import dev.sluice.domain.session.TrackedKey;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * The value format of what is tracked: binary, one row for each session, credential, lease and pipeline, versioned by its first byte. What
 * it is stands in its key. For one thread at a time.
 */
public final class SessionCodec {
    /** The format written. */
    static final byte VERSION = 1;

    private final PartWriter out = new PartWriter();

    /**
     * Encodes what is tracked.
     *
     * @param tracked one of them
     * @return the value of its row
     */
    public byte[] encode(Tracked tracked) {
        out.begin();
        out.writeByte(VERSION);
        if (tracked instanceof Session session) {
            write(session);
        } else if (tracked instanceof Credential credential) {
            write(credential);
        } else if (tracked instanceof Lease lease) {
            write(lease);
        } else {
            write((Pipeline) tracked);
        }
        return out.end();
    }

    private void write(Session session) {
        write(session.description());
        writeInstant(session.startedAt());
        writeInstant(session.endedAt());
        out.writeLong(session.firstAt());
        out.writeLong(session.lastAt());
        out.writeBoolean(session.breakGlass());
        out.writeCount(session.commands());
        out.writeCount(session.files());
        out.writeCount(session.programs().size());
        session.programs().forEach((program, count) -> {
            out.writePlain(program);
            out.writeCount(count);
        });
        out.writeCount(session.concerns().size());
        session.concerns().forEach((id, tally) -> {
            out.writePlain(id);
            out.writeCount(tally.count());
            out.writeLong(tally.first());
            out.writeLong(tally.last());
        });
    }

    private void write(Credential credential) {
        out.writeCount(credential.marks().size());
        for (Mark mark : credential.marks()) {
            out.writeLong(mark.at());
            out.writeByte(mark.deed().ordinal());
            writeInstant(mark.expiresAt());
            write(mark.target());
        }
    }

    private void write(Lease lease) {
        out.writeCount(lease.marks().size());
        for (Lease.Mark mark : lease.marks()) {
            out.writeLong(mark.at());
            out.writeByte(mark.deed().ordinal());
            writeInstant(mark.expiresAt());
            out.writeText(mark.system());
            out.writeText(mark.pipelineId());
        }
    }

    private void write(Pipeline pipeline) {
        out.writeCount(pipeline.facts().size());
        for (Followed.Fact fact : pipeline.facts()) {
            out.writeLong(fact.at());
            out.writeByte(fact.what().ordinal());
        }
    }

    private void write(Description description) {
        out.writeBoolean(description != null);
        if (description != null) {
            out.writeBoolean(description.ofBeginning());
            out.writeLong(description.at());
            write(description.target());
            out.writeText(description.host());
            out.writeText(description.reference());
        }
    }

    private void write(AccountKey account) {
        out.writeText(account == null ? null : account.system());
        out.writeText(account == null ? null : account.name());
    }

    /** Both ends of time stand for what was not told. */
    private void writeInstant(long at) {
        out.writeByte(at == Tracked.UNTOLD ? 0 : at == Tracked.NEVER ? 1 : 2);
        if (at != Tracked.UNTOLD && at != Tracked.NEVER) {
            out.writeLong(at);
        }
    }

    /**
     * Decodes what is tracked.
     *
     * @param key what it is
     * @param value the value of its row
     * @return what was encoded
     * @throws DamagedStateException if the bytes are damaged
     * @throws IllegalStateException if the format is newer than this version
     */
    public Tracked decode(TrackedKey key, byte[] value) {
        if (value.length > 0 && value[0] > VERSION) {
            throw new UnreadableStateException("What is tracked of an identity has format " + value[0]
                    + ", this version reads up to " + VERSION
                    + ". Run a version at least as new as the one that wrote it.");
        }
        try {
            PartReader in = new PartReader(value, 0, value.length);
            in.requireVersion(VERSION);
            Tracked tracked =
                    switch (key.kind()) {
                        case SESSION -> session(key, in);
                        case CREDENTIAL -> credential(key, in);
                        case LEASE -> lease(key, in);
                        case PIPELINE -> pipeline(key, in);
                    };
            in.requireEnd();
            return tracked;
        } catch (RuntimeException e) {
            throw DamagedStateException.of(value.length, e);
        }
    }

    private static Session session(TrackedKey key, PartReader in) {
        Description description = description(in);
        long startedAt = instant(in);
        long endedAt = instant(in);
        long firstAt = in.readLong();
        long lastAt = in.readLong();
        boolean breakGlass = in.readBoolean();
        long commands = in.readNumber();
        long files = in.readNumber();
        Map<String, Long> programs = new TreeMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            String program = in.readPlain();
            programs.put(program, in.readNumber());
        }
        Map<String, Tally> concerns = new TreeMap<>();
        for (int i = in.readCount(); i > 0; i--) {
            String id = in.readPlain();
            concerns.put(id, new Tally(in.readNumber(), in.readLong(), in.readLong()));
        }
        return new Session(
                key, description, startedAt, endedAt, firstAt, lastAt, breakGlass, commands, files, programs, concerns);
    }

    private static Credential credential(TrackedKey key, PartReader in) {
        TreeSet<Mark> marks = new TreeSet<>();
        for (int i = in.readCount(); i > 0; i--) {
            long at = in.readLong();
            Deed deed = Deed.values()[in.readByte()];
            long expiresAt = instant(in);
            marks.add(new Mark(at, deed, expiresAt, account(in)));
        }
        return new Credential(key, marks);
    }

    private static Lease lease(TrackedKey key, PartReader in) {
        TreeSet<Lease.Mark> marks = new TreeSet<>();
        for (int i = in.readCount(); i > 0; i--) {
            long at = in.readLong();
            Lease.Deed deed = Lease.Deed.values()[in.readByte()];
            marks.add(new Lease.Mark(at, deed, instant(in), in.readTextOrNull(), in.readTextOrNull()));
        }
        return new Lease(key, marks);
    }

    private static Pipeline pipeline(TrackedKey key, PartReader in) {
        TreeSet<Followed.Fact> facts = new TreeSet<>();
        for (int i = in.readCount(); i > 0; i--) {
            long at = in.readLong();
            facts.add(new Followed.Fact(at, Followed.What.values()[in.readByte()]));
        }
        return new Pipeline(key, facts);
    }

    private static Description description(PartReader in) {
        return in.readBoolean()
                ? new Description(
                        in.readBoolean(), in.readLong(), account(in), in.readTextOrNull(), in.readTextOrNull())
                : null;
    }

    private static AccountKey account(PartReader in) {
        String system = in.readTextOrNull();
        String name = in.readTextOrNull();
        if ((system == null) != (name == null)) {
            throw new IllegalStateException("Half of an account is there");
        }
        return system == null ? null : new AccountKey(system, name);
    }

    private static long instant(PartReader in) {
        return switch (in.readByte()) {
            case 0 -> Tracked.UNTOLD;
            case 1 -> Tracked.NEVER;
            default -> in.readLong();
        };
    }
}
