package dev.sluice.domain.identity;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.FactKey;
import dev.sluice.domain.identity.AttributeTimeline.Shown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

/** What attributes were, against the plain reading of all that was told. */
class AttributeHistoryTest {
    private static final long DAY = Duration.ofDays(1).toMillis();
    private static final String FIELD = "department";

    @Property(tries = 2000)
    void inWhateverOrderItIsToldItIsWhatProcessingInOrderWouldHaveSeen(
            @ForAll("facts") List<AttributeEntry> facts,
            @ForAll("precedences") Precedence precedence,
            @ForAll long seed) {
        long now = facts.stream().mapToLong(fact -> fact.key().at()).max().orElse(0) + 50;
        AttributeTimeline timeline = told(facts, seed);
        assertThat(timeline.history(Set.of(FIELD), now, precedence)).isEqualTo(plainHistory(facts, now, precedence));
        for (long at = now; at < now + 400; at += 50) {
            AttributeEntry holds = plainAt(facts, at, Long.MAX_VALUE, precedence);
            assertThat(timeline.at(FIELD, at, precedence)).isEqualTo(holds);
        }
    }

    /** Each day the whole record again: what is kept does not grow, and when the value changed stays known. */
    @Example
    void aDailyRecordThatSaysTheSameIsKeptOnlyAsLongAsFactsMayBeLate() {
        AttributeTimeline timeline = new AttributeTimeline();
        for (int day = 0; day < 300; day++) {
            timeline.record(FIELD, entry(day * DAY, day * DAY, day < 100 ? "Treasury" : "Tax"), day * DAY);
        }

        assertThat(timeline.entries().get(FIELD)).hasSizeLessThan(8);
        assertThat(timeline.history(Set.of(FIELD), 300 * DAY, Precedence.NONE))
                .containsExactly(new Shown(0, Map.of(FIELD, "Treasury")), new Shown(100 * DAY, Map.of(FIELD, "Tax")));
    }

    /** Two daily feeds that do not agree: what is kept is bounded, and when the value of the one that counts changed stays known. */
    @Example
    void dailyRecordsThatContradictEachOtherAreKeptUpToABound() {
        AttributeTimeline timeline = new AttributeTimeline();
        for (int day = 0; day < 300; day++) {
            timeline.record(FIELD, entry(day * DAY, day * DAY, day < 100 ? "Treasury" : "Tax"), day * DAY);
            FactKey other = new FactKey(day * DAY + 10, "idp", 0, "i" + day);
            timeline.record(FIELD, new AttributeEntry(day * DAY + 10, other, null), day * DAY + 10);
        }

        assertThat(timeline.entries().get(FIELD)).hasSizeLessThan(24);
        Precedence precedence = new Precedence(List.of("hr"), Map.of());
        assertThat(timeline.history(Set.of(FIELD), 300 * DAY, precedence))
                .containsExactly(new Shown(0, Map.of(FIELD, "Treasury")), new Shown(100 * DAY, Map.of(FIELD, "Tax")));
        assertThat(timeline.at(FIELD, 300 * DAY, Precedence.NONE).value()).isNull();
    }

    @Example
    void theSourceThatIsSilentForLongestIsForgotten() {
        AttributeTimeline timeline = new AttributeTimeline();
        for (int i = 0; i <= FieldEntries.MAX_SOURCES; i++) {
            timeline.record(FIELD, new AttributeEntry(i, new FactKey(i, "s" + i, 0, "e" + i), "D" + i), i);
        }
        assertThat(timeline.entries().get(FIELD)).hasSize(FieldEntries.MAX_SOURCES);
        assertThat(timeline.at(FIELD, 60, new Precedence(List.of("s0", "s1"), Map.of()))
                        .value())
                .isEqualTo("D1");
    }

    /** What a source leaves out of its complete record is not taken from what another source gives. */
    @Example
    void aCompleteRecordTakesBackOnlyWhatItsOwnSourceSaid() {
        AttributeTimeline timeline = new AttributeTimeline();
        String badge = "extra.badge";
        FactKey early = new FactKey(1, "idp", 0, "i1");
        timeline.record(badge, new AttributeEntry(1, early, "B-17"), 1);
        timeline.record(badge, entry(2, 2, "B-1"), 2);
        timeline.clearExtras(Set.of(), entry(3, 3, null), 3);

        assertThat(timeline.valuesAt(2, new Precedence(List.of("hr", "idp"), Map.of())))
                .containsExactly(Map.entry(badge, "B-1"));
        assertThat(timeline.valuesAt(3, new Precedence(List.of("hr", "idp"), Map.of())))
                .containsExactly(Map.entry(badge, "B-17"));
        assertThat(timeline.valuesAt(3, Precedence.NONE)).isEmpty();
        assertThat(timeline.history(Set.of(badge), 5, new Precedence(List.of("idp"), Map.of())))
                .containsExactly(new Shown(1, Map.of(badge, "B-17")));
    }

    @Example
    void whatShowedLongAgoIsForgotten() {
        AttributeTimeline timeline = new AttributeTimeline();
        timeline.record(FIELD, entry(0, 0, "Treasury"), 0);
        timeline.record(FIELD, entry(DAY, DAY, "Tax"), DAY);
        long later = DAY + AttributeTimeline.HISTORY_MS + 1;
        timeline.record(FIELD, entry(later, later, "Audit"), later);
        assertThat(timeline.entries().get(FIELD))
                .extracting(AttributeEntry::value)
                .containsExactly("Tax", "Audit");
    }

    @Example
    void manyChangesAreKeptUpToABound() {
        AttributeTimeline timeline = new AttributeTimeline();
        for (int hour = 0; hour < 500; hour++) {
            timeline.record(FIELD, entry(hour, hour, "D" + hour), hour);
            timeline.record(FIELD, entry(1_000_000 + hour, hour, "F" + hour), hour);
        }
        assertThat(timeline.entries().get(FIELD))
                .hasSize(1 + AttributeTimeline.MAX_BEHIND + AttributeTimeline.MAX_AHEAD);
        assertThat(timeline.history(Set.of(FIELD), 499, Precedence.NONE)).hasSize(1 + AttributeTimeline.MAX_BEHIND);
        assertThat(timeline.at(FIELD, 499, Precedence.NONE).value()).isEqualTo("D499");
    }

    /** Of an identity that is set aside a fact is merged whose time is still to come; it shows when it was told. */
    @Example
    void aFactFromAheadOfTheClockShowsLaterAndSaysWhen() {
        AttributeTimeline timeline = new AttributeTimeline();
        timeline.record(FIELD, entry(0, 0, "Treasury"), 10);
        assertThat(timeline.record(FIELD, entry(5, 20, "Tax"), 10)).isTrue();

        assertThat(timeline.nextChange(10)).isEqualTo(20);
        assertThat(timeline.history(Set.of(FIELD), 10, Precedence.NONE)).hasSize(1);
        assertThat(timeline.history(Set.of(FIELD), 20, Precedence.NONE))
                .containsExactly(new Shown(0, Map.of(FIELD, "Treasury")), new Shown(20, Map.of(FIELD, "Tax")));
    }

    @Example
    void whatShowsNowhereIsNoNews() {
        AttributeTimeline timeline = new AttributeTimeline();
        timeline.record(FIELD, entry(20, 20, "Treasury"), 20);
        assertThat(timeline.record(FIELD, entry(10, 20, "Tax"), 20)).isFalse();
        assertThat(timeline.record(FIELD, entry(10, 15, "Tax"), 20)).isTrue();
    }

    /** A further attribute that a complete record no longer names ended then, however many such records follow. */
    @Example
    void theEndOfAFurtherAttributeStaysKnown() {
        AttributeTimeline timeline = new AttributeTimeline();
        timeline.record("extra.grade", entry(0, 0, "A"), 0);
        for (int day = 1; day < 50; day++) {
            timeline.clearExtras(Set.of(), entry(day * DAY, day * DAY, null), day * DAY);
        }
        assertThat(timeline.history(Set.of("extra.grade"), 50 * DAY, Precedence.NONE))
                .containsExactly(new Shown(0, Map.of("extra.grade", "A")), new Shown(DAY, Map.of()));
    }

    private static AttributeTimeline told(List<AttributeEntry> facts, long seed) {
        List<AttributeEntry> order = new ArrayList<>(facts);
        Random random = new Random(seed);
        Collections.shuffle(order, random);
        AttributeTimeline timeline = new AttributeTimeline();
        long clock = Long.MIN_VALUE;
        for (AttributeEntry fact : order) {
            clock = Math.max(clock, fact.key().at());
            timeline.record(FIELD, fact, clock);
            if (random.nextBoolean()) {
                timeline.record(FIELD, order.get(random.nextInt(order.indexOf(fact) + 1)), clock);
            }
        }
        return timeline;
    }

    private static List<Shown> plainHistory(List<AttributeEntry> facts, long now, Precedence precedence) {
        TreeSet<Long> instants = new TreeSet<>(Set.of(now));
        facts.forEach(
                fact -> instants.add(Math.max(fact.effectiveAt(), fact.key().at())));
        List<Shown> history = new ArrayList<>();
        for (long instant : instants.headSet(now, true)) {
            AttributeEntry shown = plainAt(facts, instant, instant, precedence);
            Map<String, String> values =
                    shown == null || shown.value() == null ? Map.of() : Map.of(FIELD, shown.value());
            if (history.isEmpty() || !history.get(history.size() - 1).values().equals(values)) {
                history.add(new Shown(instant, values));
            }
        }
        return history;
    }

    private static AttributeEntry plainAt(List<AttributeEntry> facts, long at, long told, Precedence precedence) {
        for (String source : precedence.otherwise()) {
            AttributeEntry said = plainAt(facts, at, told, source::equals);
            if (said != null && said.value() != null) {
                return said;
            }
        }
        return plainAt(facts, at, told, source -> !precedence.otherwise().contains(source));
    }

    private static AttributeEntry plainAt(List<AttributeEntry> facts, long at, long told, Predicate<String> sources) {
        return facts.stream()
                .filter(fact -> sources.test(fact.key().source()))
                .filter(fact -> fact.effectiveAt() <= at && fact.key().at() <= told)
                .max(Comparator.comparingLong(AttributeEntry::effectiveAt).thenComparing(AttributeEntry::key))
                .orElse(null);
    }

    @Provide
    Arbitrary<Precedence> precedences() {
        return Arbitraries.of(
                Precedence.NONE,
                new Precedence(List.of("hr"), Map.of()),
                new Precedence(List.of("idp", "hr"), Map.of()),
                new Precedence(List.of("csv", "hr", "idp"), Map.of("email", List.of("hr"))));
    }

    @Provide
    Arbitrary<List<AttributeEntry>> facts() {
        Arbitrary<Long> effective = Arbitraries.longs().between(1, 40).map(step -> step * 10);
        Arbitrary<Long> told = Arbitraries.longs().between(1, 30).map(step -> step * 10);
        Arbitrary<String> value = Arbitraries.of("Treasury", "Tax", "Audit").injectNull(0.2);
        Arbitrary<String> source = Arbitraries.of("hr", "hr", "idp", "csv");
        return Combinators.combine(effective, told, value, source)
                .as((effectiveAt, at, text, from) ->
                        new AttributeEntry(effectiveAt, new FactKey(at, from, 0, ""), text))
                .list()
                .ofMinSize(1)
                .ofMaxSize(14)
                .map(AttributeHistoryTest::withOwnKeys);
    }

    private static List<AttributeEntry> withOwnKeys(List<AttributeEntry> entries) {
        List<AttributeEntry> own = new ArrayList<>();
        for (AttributeEntry entry : entries) {
            FactKey key = new FactKey(entry.key().at(), entry.key().source(), own.size(), "e" + own.size());
            own.add(new AttributeEntry(entry.effectiveAt(), key, entry.value()));
        }
        return own;
    }

    private static AttributeEntry entry(long effectiveAt, long toldAt, String value) {
        return new AttributeEntry(effectiveAt, new FactKey(toldAt, "hr", 0, "e" + effectiveAt), value);
    }
}
