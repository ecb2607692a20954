package dev.sluice.stream.state;

import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.FactKeys;
import dev.sluice.domain.access.HeldRow;
import dev.sluice.domain.access.NameBearers;
import dev.sluice.domain.access.NameTable;
import dev.sluice.domain.access.RowTable;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.HrTimeline;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.function.LongFunction;

/**
 * The value format of the identity store: binary, versioned by its first byte. A format gets a new number when it
 * changes; the numbers before it stay readable. Since format 3 there is a table of contents first, so that an event reads and
 * writes the parts that it concerns: status and attributes, findings and commands, and of each account its rows in blocks.
 * Format 4 only adds to the part of findings and commands, and a value of format 3 is read as one. For one thread at a time.
 */
public final class IdentityCodec {
    /** The format written. */
    static final byte VERSION = 5;

    /** The format written where blocks of rows are stored by themselves. */
    static final byte IN_BLOCKS = 6;

    /** With more bytes of rows a value is written in blocks: each change would write all of it, though it concerns one block. */
    static final int MAX_WHOLE = 64 << 10;

    /** Since this format a value says whether it was evaluated whole. */
    private static final byte KNOWS_WHAT_IS_OWED = 4;

    /** Rows of a block beyond which it is split. */
    static final int MAX_ROWS = 32;

    /** Rows of a block after it was split, at most: there is room for some more. */
    private static final int FILLED_ROWS = 24;

    private static final int CALM = 1;

    private static final int OWED = 2;

    /** An earlier version takes it for a mark that says nothing, and finds out by itself. */
    private static final int SETTLED = 3;

    private static final Consumer<IdentityState> NOBODY = state -> {};

    private final PartWriter out = new PartWriter();
    private final PartWriter rowsOut = new PartWriter();
    private final PartWriter rowOut = new PartWriter();

    /**
     * Encodes a value.
     *
     * @param stored the identity
     * @return the bytes
     */
    public byte[] encode(StoredIdentity stored) {
        return bytes(image(stored, stored.indexedDue()));
    }

    /**
     * Decodes a value.
     *
     * @param key the identity's key
     * @param bytes what {@link #encode} gave
     * @return the identity, whose parts are read when they are asked for
     * @throws DamagedStateException if the bytes are damaged; reading a part later throws it too
     * @throws IllegalStateException if the format is newer than this version
     */
    public StoredIdentity decode(String key, byte[] bytes) {
        return open(key, read(key, bytes));
    }

    /**
     * The parts of an identity. Those that nobody asked for are taken over as they were.
     *
     * @param stored the identity
     * @param nextDue the instant under which it will stand in the timer index (ms since the epoch)
     * @return the parts
     */
    public IdentityImage image(StoredIdentity stored, long nextDue) {
        IdentityState state = stored.state();
        IdentityImage before = stored.image();
        Slice hr = before == null || state.hrIsRead() ? hr(state) : before.hr();
        Slice decisions = before == null || state.decisionsAreRead() ? decisions(state) : before.decisions();
        List<NameTable.Slot> slots = state.access().names().slots();
        List<NameImage> names = new ArrayList<>(slots.size());
        for (NameTable.Slot slot : slots) {
            names.add(
                    slot.stored() instanceof NameImage unread
                            ? unread
                            : name(slot.name(), slot.bearers(), state.clock()));
        }
        return new IdentityImage(
                new IdentityImage.Head(
                        nextDue,
                        state.clock(),
                        state.setVersion(),
                        state.isCalm(),
                        state.nextHrChange(),
                        state.isOwed(),
                        state.isDueFirstAt(nextDue),
                        stored.published()),
                hr,
                decisions,
                names);
    }

    /**
     * The same identity with something else published.
     *
     * @param image the parts
     * @param published the hashes
     * @return the parts with these hashes
     */
    public IdentityImage published(IdentityImage image, long[] published) {
        return new IdentityImage(image.head().telling(published), image.hr(), image.decisions(), image.names());
    }

    /**
     * An identity to work on.
     *
     * @param key the identity's key
     * @param image its parts, which stay as they are
     * @return the identity
     */
    public StoredIdentity open(String key, IdentityImage image) {
        return open(key, image, NOBODY);
    }

    /**
     * An identity to work on.
     *
     * @param key the identity's key
     * @param image its parts, which stay as they are
     * @param decisionsRead is shown findings and commands as they are stored, when they are read
     * @return the identity
     */
    public StoredIdentity open(String key, IdentityImage image, Consumer<IdentityState> decisionsRead) {
        IdentityState state = new IdentityState(key, new StoredParts(image, decisionsRead));
        IdentityImage.Head head = image.head();
        state.restore(head.clock(), head.setVersion());
        state.restoreCalm(head.calm(), head.nextHrChange());
        if (head.settled()) {
            state.foundDue(head.indexedDue());
        }
        state.owe(head.owed());
        for (NameImage name : image.names()) {
            state.access().names().restore(name.name(), name);
        }
        return new StoredIdentity(state, head.published(), head.indexedDue(), image);
    }

    private record StoredParts(IdentityImage image, Consumer<IdentityState> decisionsRead)
            implements IdentityState.Stored {
        @Override
        public HrTimeline hr() {
            try {
                return HrFormat.read(image.hr().reader());
            } catch (RuntimeException e) {
                throw DamagedStateException.of(image.hr().length(), e);
            }
        }

        @Override
        public void decisions(IdentityState into) {
            try {
                DecisionFormat.read(image.decisions().reader(), into);
            } catch (RuntimeException e) {
                throw DamagedStateException.of(image.decisions().length(), e);
            }
            decisionsRead.accept(into);
        }
    }

    private Slice hr(IdentityState state) {
        out.begin();
        HrFormat.write(out, state.hr());
        return Slice.of(out.end());
    }

    private Slice decisions(IdentityState state) {
        out.begin();
        DecisionFormat.write(out, state);
        return Slice.of(out.end());
    }

    private NameImage name(AccountKey name, NameBearers bearers, long clock) {
        int count = bearers.accounts().size();
        Sources sources = sources(bearers);
        out.begin();
        if (count == 1) {
            Account account = bearers.accounts().get(0);
            AccountFormat.write(out, account);
            AccountFormat.writeDescribed(out, bearers.accounts());
            Slice body = Slice.of(out.end());
            Shelves blocks = blocks(name.system(), sources, account, clock);
            return NameImage.of(name, 1, account.rows().size(), sources.texts(), body, blocks);
        }
        int rows = 0;
        for (int i = 0; i < count; i++) {
            if (i > 0) {
                out.writeKey(bearers.renames().get(i - 1).key());
                out.writeText(bearers.renames().get(i - 1).newName());
            }
            Account account = bearers.accounts().get(i);
            AccountFormat.write(out, account);
            write(name.system(), sources, account.rows(), account.snapshots());
            out.writeCount(rowsOut.length());
            out.writeBytes(rowsOut.buffer(), 0, rowsOut.length());
            rows += account.rows().size();
        }
        AccountFormat.writeDescribed(out, bearers.accounts());
        return NameImage.of(name, count, rows, sources.texts(), Slice.of(out.end()), Shelves.of(List.of()));
    }

    /** The sources that blocks which are taken over refer to; none where all rows are written anew. */
    private static Sources sources(NameBearers bearers) {
        BoundTable stored = bearers.accounts().size() == 1
                ? takenOver(bearers.accounts().get(0).rows())
                : null;
        return stored == null ? Sources.none() : Sources.from(stored.sources());
    }

    /** What was stored of some rows, of which blocks can be taken over; null if all were read. */
    private static BoundTable takenOver(RowTable rows) {
        return rows.stored() instanceof BoundTable stored && !rows.isReadWhole() ? stored : null;
    }

    private Shelves blocks(String home, Sources sources, Account account, long clock) {
        RowTable rows = account.rows();
        BoundTable stored = takenOver(rows);
        if (stored == null
                || stored.snapshots().keys().size() != account.snapshots().size()) {
            List<RowsImage> anew = new ArrayList<>();
            for (int i = 0; i < rows.blockCount(); i++) {
                split(home, sources, rows.block(i).rows(), account.snapshots(), clock, anew);
            }
            return Shelves.of(anew);
        }
        SortedMap<Integer, List<RowsImage>> replaced = new TreeMap<>();
        rows.changed().stream()
                .forEach(i -> replaced.put(i, replaced(home, sources, rows.block(i), account.snapshots(), clock)));
        return stored.shelves().with(replaced);
    }

    private List<RowsImage> replaced(
            String home, Sources sources, RowTable.Block block, FactKeys snapshots, long clock) {
        if (block.stored() instanceof BoundRows unread && block.size() <= MAX_ROWS) {
            return List.of(replaced(home, sources, block, unread.image(), snapshots, clock));
        }
        List<RowsImage> pieces = new ArrayList<>();
        split(home, sources, block.rows(), snapshots, clock, pieces);
        return pieces;
    }

    private RowsImage replaced(
            String home, Sources sources, RowTable.Block block, RowsImage before, FactKeys snapshots, long clock) {
        long next = block.nextChange(clock);
        if (block.stored() == null) {
            return block(home, sources, block.rows(), snapshots, clock);
        }
        Map<EntitlementKey, HeldRow> touched = block.touched();
        rowsOut.begin();
        RowBytes.writeReplaced(rowsOut, rowOut, before.rows(), home, sources, touched, snapshots);
        EntitlementKey first = touched.keySet().iterator().next();
        return RowsImage.of(
                first.compareTo(before.floor()) < 0 ? first : before.floor(),
                block.size(),
                next,
                Slice.of(rowsOut.end()));
    }

    private void split(
            String home,
            Sources sources,
            Map<EntitlementKey, HeldRow> rows,
            FactKeys snapshots,
            long clock,
            List<RowsImage> into) {
        if (rows.isEmpty()) {
            return;
        }
        if (rows.size() <= MAX_ROWS) {
            into.add(block(home, sources, rows, snapshots, clock));
            return;
        }
        int pieces = (rows.size() + FILLED_ROWS - 1) / FILLED_ROWS;
        int each = (rows.size() + pieces - 1) / pieces;
        Map<EntitlementKey, HeldRow> piece = new TreeMap<>();
        for (Map.Entry<EntitlementKey, HeldRow> row : rows.entrySet()) {
            piece.put(row.getKey(), row.getValue());
            if (piece.size() == each) {
                into.add(block(home, sources, piece, snapshots, clock));
                piece = new TreeMap<>();
            }
        }
        if (!piece.isEmpty()) {
            into.add(block(home, sources, piece, snapshots, clock));
        }
    }

    private RowsImage block(
            String home, Sources sources, Map<EntitlementKey, HeldRow> rows, FactKeys snapshots, long clock) {
        long next = Long.MAX_VALUE;
        for (HeldRow row : rows.values()) {
            next = Math.min(next, row.nextChange(clock));
        }
        write(home, sources, rows, snapshots);
        return RowsImage.of(rows.keySet().iterator().next(), rows.size(), next, Slice.of(rowsOut.end()));
    }

    private void write(String home, Sources sources, Map<EntitlementKey, HeldRow> rows, FactKeys snapshots) {
        rowsOut.begin();
        for (Map.Entry<EntitlementKey, HeldRow> row : rows.entrySet()) {
            RowBytes.write(rowsOut, rowOut, home, sources, row.getKey(), row.getValue(), snapshots);
        }
    }

    /**
     * The bytes of an identity.
     *
     * @param image its parts
     * @return the value for the store
     */
    public byte[] bytes(IdentityImage image) {
        writeContents(image, false);
        write(image.hr());
        write(image.decisions());
        for (NameImage name : image.names()) {
            write(name.body());
            name.blocks().forEach(block -> write(block.rows()));
        }
        return out.end();
    }

    /**
     * Whether what an identity holds takes so much that its blocks are stored by themselves.
     *
     * @param image its parts
     * @return false if it is one value
     */
    public static boolean isInBlocks(IdentityImage image) {
        return image.blockBytes() > MAX_WHOLE;
    }

    /**
     * Whether the blocks of an identity are stored by themselves.
     *
     * @param value the value from the store
     * @return false if it is all of the identity
     */
    public static boolean isInBlocks(byte[] value) {
        return value.length > 0 && value[0] == IN_BLOCKS;
    }

    /**
     * The bytes of an identity without its blocks, each of which has a number.
     *
     * @param image its parts
     * @return the value for the store
     */
    public byte[] contents(IdentityImage image) {
        writeContents(image, true);
        write(image.hr());
        write(image.decisions());
        image.names().forEach(name -> write(name.body()));
        return out.end();
    }

    /**
     * The bytes of a block.
     *
     * @param block the block
     * @return the value for the store
     */
    public byte[] block(RowsImage block) {
        out.begin();
        write(block.rows());
        return out.end();
    }

    private void writeContents(IdentityImage image, boolean inBlocks) {
        IdentityImage.Head head = image.head();
        out.begin();
        out.writeByte(inBlocks ? IN_BLOCKS : VERSION);
        out.writeFixed(head.indexedDue());
        out.writeFixed(head.clock());
        out.writeCount(head.setVersion());
        out.writeByte(head.owed() ? OWED : head.calm() ? CALM : head.settled() ? SETTLED : 0);
        out.writeFixed(head.nextHrChange());
        out.writeCount(head.published().length);
        for (long hash : head.published()) {
            out.writeFixed(hash);
        }
        out.writeCount(image.hr().length());
        out.writeCount(image.decisions().length());
        out.writeCount(image.names().size());
        for (NameImage name : image.names()) {
            out.writeText(name.name().system());
            out.writePlain(name.name().name());
            out.writeCount(name.accounts());
            out.writeCount(name.rows());
            out.writeCount(name.sources().length);
            for (String source : name.sources()) {
                out.writeText(source);
            }
            out.writeCount(name.body().length());
            out.writeCount(name.blocks().size());
            for (Shelves.Shelf shelf : name.blocks().shelves()) {
                if (inBlocks) {
                    writeNumbered(shelf, name.name().system());
                } else {
                    shelf.blocks().forEach(this::writeEntry);
                }
            }
        }
    }

    private void writeEntry(RowsImage block) {
        out.writeText(block.floor().system());
        out.writePlain(block.floor().name());
        out.writeCount(block.size());
        out.writeLimit(block.nextChange());
        out.writeCount(block.rows().length());
    }

    /** As it was written last, if that refers to nothing else: then no block is looked at. */
    private void writeNumbered(Shelves.Shelf shelf, String home) {
        int numberOfHome = out.numberOf(home);
        byte[] known = shelf.contents(numberOfHome);
        if (known != null) {
            out.writeBytes(known, 0, known.length);
            return;
        }
        int from = out.length();
        boolean isOfHome = true;
        for (RowsImage block : shelf.blocks()) {
            writeEntry(block);
            out.writeCount(block.number());
            isOfHome &= block.floor().system().equals(home);
        }
        if (isOfHome) {
            shelf.contents(Arrays.copyOfRange(out.buffer(), from, out.length()), numberOfHome);
        }
    }

    private void write(Slice part) {
        out.writeBytes(part.bytes(), part.from(), part.length());
    }

    /**
     * The parts of an identity as it was stored.
     *
     * @param key the identity's key
     * @param bytes the value from the store, which nobody may change any more
     * @return the parts
     * @throws DamagedStateException if the bytes are damaged
     * @throws IllegalStateException if the format is newer than this version
     */
    public IdentityImage read(String key, byte[] bytes) {
        return read(key, bytes, number -> null);
    }

    /**
     * The parts of an identity as it was stored, perhaps in blocks.
     *
     * @param key the identity's key
     * @param bytes the value from the store, which nobody may change any more
     * @param blocks gives the value of a block by its number, or null
     * @return the parts
     * @throws DamagedStateException if the bytes are damaged, or a block is missing
     * @throws IllegalStateException if the format is newer than this version
     */
    public IdentityImage read(String key, byte[] bytes, LongFunction<byte[]> blocks) {
        if (bytes.length > 0 && (bytes[0] > IN_BLOCKS || bytes[0] < FirstFormat.VERSION)) {
            throw new UnreadableStateException("The state of an identity has format " + bytes[0]
                    + ", this version reads up to " + IN_BLOCKS
                    + ". Run a version at least as new as the one that wrote it.");
        }
        try {
            return switch (bytes[0]) {
                case FirstFormat.VERSION -> old(FirstFormat.read(key, new BinaryReader(bytes)));
                case SecondFormat.VERSION -> old(SecondFormat.read(key, new BinaryReader(bytes)));
                default -> contents(bytes, blocks);
            };
        } catch (RuntimeException e) {
            throw DamagedStateException.of(bytes.length, e);
        }
    }

    private IdentityImage old(StoredIdentity stored) {
        stored.state().owe(true);
        return image(stored, stored.indexedDue());
    }

    /** A part of which the table of contents tells the length; where it lies follows from those before it. */
    private static final class Places {
        private final byte[] bytes;
        private int at;

        Places(byte[] bytes, int at) {
            this.bytes = bytes;
            this.at = at;
        }

        Slice next(int length) {
            Slice part = new Slice(bytes, at, length);
            at += length;
            return part;
        }
    }

    private record NameEntry(
            AccountKey name, int accounts, int rows, String[] sources, int body, List<BlockEntry> blocks) {}

    private record BlockEntry(EntitlementKey floor, int size, long nextChange, int length, long number) {
        RowsImage of(Slice rows) {
            RowsImage block = RowsImage.of(floor, size, nextChange, rows);
            block.number(number);
            return block;
        }

        RowsImage of(byte[] stored) {
            if (stored == null || stored.length != length) {
                throw new IllegalStateException("Block " + number + " is "
                        + (stored == null ? "missing" : stored.length + " bytes instead of " + length));
            }
            return of(Slice.of(stored));
        }
    }

    private static IdentityImage contents(byte[] bytes, LongFunction<byte[]> stored) {
        PartReader in = new PartReader(bytes, 1, bytes.length);
        long indexedDue = in.readFixed();
        long clock = in.readFixed();
        long setVersion = in.readNumber();
        byte mark = in.readByte();
        // Of what an identity holds nothing followed in format 3 from which now something may.
        boolean owed = mark == OWED || bytes[0] < KNOWS_WHAT_IS_OWED;
        boolean calm = mark == CALM && !owed;
        boolean settled = mark == SETTLED && !owed;
        long nextHrChange = in.readFixed();
        long[] published = new long[in.readCount()];
        for (int i = 0; i < published.length; i++) {
            published[i] = in.readFixed();
        }
        int hrLength = in.readCount();
        int decisionsLength = in.readCount();
        int count = in.readCount();
        boolean inBlocks = bytes[0] == IN_BLOCKS;
        List<NameEntry> entries = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            NameEntry entry = nameEntry(in, inBlocks);
            if (i > 0 && entries.get(i - 1).name().compareTo(entry.name()) >= 0) {
                throw new IllegalStateException("The names of accounts are not in order");
            }
            entries.add(entry);
        }
        Places places = new Places(bytes, in.position());
        Slice hr = places.next(hrLength);
        Slice decisions = places.next(decisionsLength);
        List<NameImage> names = new ArrayList<>(count);
        for (NameEntry entry : entries) {
            Slice body = places.next(entry.body());
            List<RowsImage> blocks = new ArrayList<>(entry.blocks().size());
            for (BlockEntry block : entry.blocks()) {
                blocks.add(inBlocks ? block.of(stored.apply(block.number())) : block.of(places.next(block.length())));
            }
            names.add(NameImage.of(
                    entry.name(), entry.accounts(), entry.rows(), entry.sources(), body, Shelves.of(blocks)));
        }
        in.skip(places.at - in.position());
        in.requireEnd();
        return new IdentityImage(
                new IdentityImage.Head(indexedDue, clock, setVersion, calm, nextHrChange, owed, settled, published),
                hr,
                decisions,
                names);
    }

    private static NameEntry nameEntry(PartReader in, boolean inBlocks) {
        AccountKey name = new AccountKey(in.readText(), in.readPlain());
        int accounts = in.readCount();
        int rows = Math.toIntExact(in.readNumber());
        String[] sources = new String[in.readCount()];
        for (int i = 0; i < sources.length; i++) {
            sources[i] = in.readText();
        }
        int body = in.readCount();
        int count = in.readCount();
        List<BlockEntry> blocks = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            EntitlementKey floor = new EntitlementKey(in.readText(), in.readPlain());
            int size = in.readCount();
            long next = in.readLimit();
            // A block that is stored by itself may be longer than all of this value.
            int length = inBlocks ? Math.toIntExact(in.readNumber()) : in.readCount();
            blocks.add(new BlockEntry(floor, size, next, length, inBlocks ? in.readNumber() : 0));
        }
        return new NameEntry(name, accounts, rows, sources, body, blocks);
    }
}
