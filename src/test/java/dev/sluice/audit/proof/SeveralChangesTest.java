package dev.sluice.audit.proof;

import static dev.sluice.audit.proof.ChainFixture.all;
import static dev.sluice.audit.proof.ChainFixture.first;
import static dev.sluice.audit.proof.ChainFixture.resealed;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.audit.proof.Defect.Kind;
import dev.sluice.event.AuditCheckpoint;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** Of several records in a row, or in two places, that are not as they were written each is named. */
class SeveralChangesTest {
    private static final int SIZE = 300;
    private static final int CHECKPOINT = 50;
    private static final ChainFixture LOG = new ChainFixture(CHECKPOINT).write(SIZE, 1);
    private static final Pattern RANGE = Pattern.compile("sequences (\\d+) to (\\d+)");
    private static final Pattern FROM = Pattern.compile("from sequence (\\d+) on");
    private static final String CHAIN = SealedRecord.of(LOG.records.get(0)).chainId();

    /** What is done to one record. */
    private enum Change {
        /** Any bit. */
        ALTERED,
        /** Its content, with its hash. */
        FORGED,
        /** It is not there any more. */
        REMOVED,
        /** Another one is put in front of it. */
        PRECEDED,
        /** Another one comes after it, the same. */
        DOUBLED
    }

    /** The records as they are read, and the offsets at which something was done. */
    private static final class Tampered {
        private final List<byte[]> read = new ArrayList<>();
        private final TreeSet<Integer> places = new TreeSet<>();
        private final List<Change> changes = new ArrayList<>();
        private final Random random;

        Tampered(Random random) {
            this.random = random;
        }

        void copy(int from, int to) {
            LOG.records.subList(from, to).forEach(record -> read.add(record.clone()));
        }

        void change(int at, Change change) {
            byte[] record = LOG.records.get(at).clone();
            changes.add(change);
            switch (change) {
                case ALTERED -> {
                    // Not the schema's id, which no hash covers, and not what makes it a record of this chain.
                    int length = record.length - 5 - 108;
                    record[5 + 40 + random.nextInt(length - 40)] ^= (byte) (1 << random.nextInt(8));
                    put(record);
                }
                case FORGED ->
                    put(resealed(content(record), CHAIN, SealedRecord.of(record).previousHash()));
                case REMOVED -> places.add(read.size());
                case PRECEDED -> {
                    byte[] previous = new byte[32];
                    random.nextBytes(previous);
                    put(resealed(content(LOG.records.get(random.nextInt(SIZE)).clone()), CHAIN, previous));
                    read.add(record);
                }
                case DOUBLED -> {
                    read.add(record);
                    put(record.clone());
                }
            }
        }

        void change(int from, List<Change> changes) {
            for (int i = 0; i < changes.size(); i++) {
                change(from + i, changes.get(i));
            }
        }

        private byte[] content(byte[] record) {
            record[60 + random.nextInt(20)] ^= 1;
            return record;
        }

        private void put(byte[] record) {
            places.add(read.size());
            read.add(record);
        }

        AuditReport verify() {
            return LOG.verify(read, LOG.checkpoints);
        }
    }

    private static String at(int offset) {
        return "partition 3, offset " + offset;
    }

    private static List<String> places(AuditReport report) {
        return all(report).stream().map(Defect::where).collect(Collectors.toList());
    }

    private static void assertEachIsNamed(Change change, Kind kind, long seed) {
        Random random = new Random(seed);
        int length = 2 + random.nextInt(4);
        int from = 1 + random.nextInt(SIZE - length - 2);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        IntStream.range(from, from + length).forEach(at -> tampered.change(at, change));
        tampered.copy(from + length, SIZE);

        AuditReport report = tampered.verify();

        assertThat(places(report))
                .as("%s %s %s", from, length, all(report))
                .containsExactlyElementsOf(
                        tampered.places.stream().map(SeveralChangesTest::at).toList());
        assertThat(all(report)).extracting(Defect::kind).containsOnly(kind);
        assertThat(report.chains().get(0).checkpoints())
                .as("the tree is known after it")
                .isEqualTo(SIZE / CHECKPOINT);
    }

    @Property(tries = 120)
    void eachOfSeveralThatAreAlteredIsNamed(@ForAll long seed) {
        assertEachIsNamed(Change.ALTERED, Kind.ALTERED, seed);
    }

    @Property(tries = 200)
    void eachOfSeveralThatAreForgedWithTheirHashIsNamed(@ForAll long seed) {
        assertEachIsNamed(Change.FORGED, Kind.ALTERED, seed);
    }

    @Property(tries = 120)
    void eachOfSeveralThatArePutInIsNamed(@ForAll long seed) {
        assertEachIsNamed(Change.PRECEDED, Kind.INSERTED, seed);
    }

    @Property(tries = 200)
    void eachOfSeveralThatAreThereTwiceIsNamed(@ForAll long seed) {
        assertEachIsNamed(Change.DOUBLED, Kind.DUPLICATED, seed);
    }

    /** What a forged record was is told by the next one; where that is gone, nothing tells. */
    private static List<Change> changes(Random random) {
        List<Change> changes = new ArrayList<>();
        int length = 2 + random.nextInt(4);
        for (int i = 0; i < length; i++) {
            Change change = Change.values()[random.nextInt(Change.values().length)];
            boolean isAfterForged = i > 0 && changes.get(i - 1) == Change.FORGED;
            changes.add(isAfterForged && change == Change.REMOVED ? Change.FORGED : change);
        }
        return changes;
    }

    /** The offset that a defect names; that before it where something is missing. */
    private static int offset(Defect defect) {
        String number = defect.where().replaceAll("(?:between )?partition 3, offset (\\d+).*|.*?(\\d+).*", "$1$2");
        return Integer.parseInt(number);
    }

    private static void assertPlaces(TreeSet<Integer> places, List<Defect> found) {
        TreeSet<Integer> named = new TreeSet<>();
        found.stream()
                .filter(defect -> defect.kind() != Kind.CHECKPOINT)
                .forEach(defect -> named.add(defect.kind() == Kind.MISSING ? offset(defect) + 1 : offset(defect)));
        assertThat(named).as("%s: %s", places, found).isNotEmpty();
        assertThat(named.first()).as("%s: %s", places, found).isEqualTo(places.first());
        assertThat(named.last()).as("%s: %s", places, found).isLessThanOrEqualTo(places.last() + 1);
    }

    @Property(tries = 200)
    void whereDifferentThingsWereDoneInARowTheFirstIsNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<Change> changes = changes(random);
        int from = 1 + random.nextInt(SIZE - changes.size() - 2);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        tampered.change(from, changes);
        tampered.copy(from + changes.size(), SIZE);

        assertPlaces(tampered.places, all(tampered.verify()));
    }

    @Property(tries = 200)
    void inTwoPlacesBothAreNamed(@ForAll long seed) {
        Random random = new Random(seed);
        List<Change> first = changes(random);
        List<Change> second = changes(random);
        int from = 1 + random.nextInt(100);
        int to = from + first.size() + Ahead.LENGTH + random.nextInt(100);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        tampered.change(from, first);
        TreeSet<Integer> before = new TreeSet<>(tampered.places);
        tampered.copy(from + first.size(), to);
        int between = tampered.read.size();
        tampered.change(to, second);
        tampered.copy(to + second.size(), SIZE);

        List<Defect> found = all(tampered.verify());

        int middle = between - Ahead.LENGTH / 2;
        assertPlaces(before, found.stream().filter(at -> offset(at) < middle).toList());
        assertPlaces(
                new TreeSet<>(tampered.places.tailSet(between)),
                found.stream().filter(at -> offset(at) >= middle).toList());
    }

    @Property(tries = 120)
    void ofSeveralThatWereMadeAnewSoThatTheyFitTheLastIsNamedAndFromWhereOnTheyMayBegin(@ForAll long seed) {
        Random random = new Random(seed);
        int length = 2 + random.nextInt(4);
        int from = random.nextInt(SIZE - length - 1);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        byte[] previous = SealedRecord.of(LOG.records.get(from)).previousHash();
        for (int at = from; at < from + length; at++) {
            byte[] made = resealed(tampered.content(LOG.records.get(at).clone()), CHAIN, previous);
            previous = SealedRecord.of(made).hash();
            tampered.put(made);
        }
        tampered.copy(from + length, SIZE);
        int last = from + length - 1;

        List<Defect> found = all(tampered.verify());

        assertThat(found)
                .filteredOn(defect -> defect.kind() == Kind.ALTERED)
                .as("%s", found)
                .singleElement()
                .satisfies(defect -> assertThat(defect.where()).isEqualTo(at(last)));
        // Or up to which checkpoint, if one parts them.
        long checkpoint = (from / CHECKPOINT + 1) * CHECKPOINT;
        assertThat(found)
                .filteredOn(defect -> defect.kind() == Kind.CHECKPOINT)
                .as("%s", found)
                .first()
                .satisfies(defect -> assertThat(defect.sequence())
                        .isLessThanOrEqualTo(last + 1 > checkpoint ? checkpoint : from + 1L));
    }

    @Property(tries = 120)
    void withoutACheckpointEachPlaceIsNamedToo(@ForAll long seed) {
        Random random = new Random(seed);
        int length = 2 + random.nextInt(4);
        int from = 1 + random.nextInt(SIZE - length - 2);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        Change change = random.nextBoolean() ? Change.ALTERED : Change.FORGED;
        IntStream.range(from, from + length).forEach(at -> tampered.change(at, change));
        tampered.copy(from + length, SIZE);

        List<Defect> found = all(LOG.verify(tampered.read, List.of()));

        assertThat(found).extracting(Defect::where).startsWith(at(from)).endsWith(at(from + length - 1));
        assertThat(found).hasSize(length);
    }

    /** After the last record nothing tells which of the two it is. */
    @Property(tries = 20)
    void whereTheLastDoesNotFollowTheOneBeforeItBothAreNamed(@ForAll long seed) {
        Random random = new Random(seed);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, SIZE - 1);
        byte[] previous = new byte[32];
        random.nextBytes(previous);
        tampered.put(resealed(tampered.content(LOG.records.get(SIZE - 1).clone()), CHAIN, previous));

        List<Defect> found = all(LOG.verify(tampered.read, List.of()));

        assertThat(found).extracting(Defect::where).containsExactly(at(SIZE - 2), at(SIZE - 1));
    }

    /** Whether what is told of a defect is about a sequence: by its own number, or as one of several that may be meant. */
    private static boolean tellsOf(Defect defect, long sequence) {
        if (defect.kind() == Kind.CHECKPOINT) {
            Matcher range = RANGE.matcher(defect.where());
            return range.matches()
                    ? sequence >= Long.parseLong(range.group(1)) && sequence <= Long.parseLong(range.group(2))
                    : sequence > defect.sequence() - CHECKPOINT && sequence <= defect.sequence();
        }
        Matcher from = FROM.matcher(defect.text());
        return sequence <= defect.sequence()
                && sequence >= (from.find() ? Long.parseLong(from.group(1)) : defect.sequence());
    }

    /** Some records in a row are made anew so that each follows the other; the first one follows what was there, or nothing that was. */
    private static void assertAllThatMayBeMeantAreTold(long seed, List<AuditCheckpoint> known) {
        Random random = new Random(seed);
        int length = 2 + random.nextInt(2);
        int from = 1 + random.nextInt(SIZE - length - 2);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        byte[] previous = SealedRecord.of(LOG.records.get(from)).previousHash();
        if (random.nextBoolean()) {
            random.nextBytes(previous);
        }
        for (int at = from; at < from + length; at++) {
            byte[] made = resealed(tampered.content(LOG.records.get(at).clone()), CHAIN, previous);
            previous = SealedRecord.of(made).hash();
            tampered.put(made);
        }
        tampered.copy(from + length, SIZE);

        List<Defect> found = all(LOG.verify(tampered.read, known));

        String what = from + 1 + ", " + length + " of them: " + found;
        for (long forged = from + 1; forged <= from + length; forged++) {
            long sequence = forged;
            assertThat(found).as("%s in %s", sequence, what).anyMatch(defect -> tellsOf(defect, sequence));
        }
        assertThat(found)
                .as("who was not is told to be only one of those who may be: %s", what)
                .filteredOn(defect -> defect.kind() == Kind.ALTERED)
                .filteredOn(defect -> defect.sequence() <= from || defect.sequence() > from + length)
                .allMatch(defect -> defect.text().contains("no checkpoint tells which"));
        assertThat(found)
                .as("no other kind is told: %s", what)
                .extracting(Defect::kind)
                .containsAnyOf(Kind.ALTERED)
                .isSubsetOf(Kind.ALTERED, Kind.CHECKPOINT);
    }

    @Property(tries = 1000)
    void ofTwoOrThreeThatFitEachOtherAllThatMayBeMeantAreTold(@ForAll long seed) {
        Random random = new Random(seed);
        List<AuditCheckpoint> some = LOG.checkpoints.stream()
                .filter(checkpoint -> random.nextInt(3) > 0)
                .toList();

        assertAllThatMayBeMeantAreTold(seed, some);
    }

    @Property(tries = 1000)
    void ofTwoOrThreeThatFitEachOtherAllThatMayBeMeantAreToldWithoutACheckpointToo(@ForAll long seed) {
        assertAllThatMayBeMeantAreTold(seed, List.of());
    }

    /** Where a checkpoint that agrees comes after it, there is nothing to doubt. */
    @Property(tries = 100)
    void ofOneThatWasForgedACheckpointTellsForSure(@ForAll long seed) {
        Random random = new Random(seed);
        int from = 1 + random.nextInt(SIZE - 3);
        Tampered tampered = new Tampered(random);
        tampered.copy(0, from);
        tampered.change(from, Change.FORGED);
        tampered.copy(from + 1, SIZE);

        assertThat(all(tampered.verify())).singleElement().satisfies(defect -> assertThat(defect.text())
                .doesNotContain("no checkpoint tells"));
        assertThat(all(LOG.verify(tampered.read, List.of())))
                .singleElement()
                .satisfies(defect -> assertThat(defect.text()).contains("no checkpoint tells"));
    }

    /** Beyond what can be guessed at nothing is taken back, and nothing grows. */
    @Example
    void whereVeryManyDoNotFitEachIsCounted() {
        int size = 2_500;
        ChainFixture log = new ChainFixture(size).writeAlike(size);
        Random random = new Random(1);
        List<byte[]> read = new ArrayList<>();
        read.add(log.records.get(0));
        for (byte[] record : log.records.subList(1, size)) {
            byte[] previous = new byte[32];
            random.nextBytes(previous);
            read.add(resealed(record, SealedRecord.of(record).chainId(), previous));
        }

        AuditReport report = log.verify(read, List.of());

        assertThat(report.chains().get(0).defectCount())
                .as("the first one does not fit the second")
                .isEqualTo(size);
        assertThat(all(report)).hasSize(100).allSatisfy(defect -> assertThat(defect.text())
                .contains("no checkpoint tells which"));
    }
}
