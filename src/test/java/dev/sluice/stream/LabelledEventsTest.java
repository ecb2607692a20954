package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.findings.FindingCatalogue;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Real events that others have labelled, against what docs/labelled-events.md says is made and found of them. */
class LabelledEventsTest {
    private static final LabelledEventsPage PAGE = LabelledEventsPage.read();
    private static final List<LabelledEvent> EVENTS = LabelledEvent.all();
    private static final List<LabelledOutcome> OUTCOMES = new ArrayList<>();

    @BeforeAll
    static void sendEachOfThemThroughTheStage() {
        EVENTS.forEach(event -> OUTCOMES.add(LabelledOutcome.of(event)));
    }

    /** What the table would have to say of an event of which findings of this kind are expected. */
    private static LabelledEventsPage.Row row(LabelledOutcome outcome, String kind) {
        LabelledEvent event = outcome.event();
        String found = outcome.found().isEmpty()
                ? "no"
                : outcome.found().equals(Set.of(kind)) ? "yes" : String.join(", ", outcome.found());
        String expected = event.expected() ? "yes" : "no";
        return new LabelledEventsPage.Row(
                event.sample(),
                event.rule(),
                event.test(),
                expected,
                kind,
                outcome.readAs(),
                found,
                expected.equals(found) ? "yes" : "no");
    }

    private static String kindOf(String rule) {
        return PAGE.rows().stream()
                .filter(row -> row.rule().equals(rule))
                .map(LabelledEventsPage.Row::kind)
                .findFirst()
                .orElse(null);
    }

    @Test
    void theTableSaysWhatIsFoundOfEveryEventOfItsRules() {
        List<LabelledEventsPage.Row> actual = OUTCOMES.stream()
                .filter(outcome -> kindOf(outcome.event().rule()) != null)
                .map(outcome -> row(outcome, kindOf(outcome.event().rule())))
                .toList();

        assertThat(PAGE.rows()).containsExactlyInAnyOrderElementsOf(actual);
    }

    @Test
    void everyDisagreementAndNothingElseSaysWhy() {
        assertThat(PAGE.reasons()).hasSameSizeAs(PAGE.rows());
        for (int i = 0; i < PAGE.rows().size(); i++) {
            assertThat(PAGE.reasons().get(i).isEmpty())
                    .as(PAGE.rows().get(i).toString())
                    .isEqualTo(PAGE.rows().get(i).agrees().equals("yes"));
        }
    }

    @Test
    void everyRuleIsEitherInTheTableOrNamedAsNoneOfOurs() {
        Set<String> inTable =
                PAGE.rows().stream().map(LabelledEventsPage.Row::rule).collect(Collectors.toCollection(TreeSet::new));
        assertThat(PAGE.rulesOfNoKind()).doesNotHaveDuplicates().doesNotContainAnyElementsOf(inTable);
        Set<String> named = new TreeSet<>(inTable);
        named.addAll(PAGE.rulesOfNoKind());
        assertThat(EVENTS.stream().map(LabelledEvent::rule).collect(Collectors.toSet()))
                .containsExactlyInAnyOrderElementsOf(named);
    }

    @Test
    void whatIsOfNoKindLeadsToNoFinding() {
        assertThat(OUTCOMES.stream()
                        .filter(outcome -> kindOf(outcome.event().rule()) == null)
                        .filter(outcome -> !outcome.found().isEmpty()))
                .isEmpty();
    }

    @Test
    void nothingIsFoundThatIsNotExpected() {
        assertThat(PAGE.rows())
                .filteredOn(row -> row.expected().equals("no"))
                .isNotEmpty()
                .extracting(LabelledEventsPage.Row::found)
                .containsOnly("no");
    }

    @Test
    void theKindsAreOurs() {
        assertThat(FindingCatalogue.load().kinds().stream().map(FindingCatalogue.Kind::kind))
                .containsAll(
                        PAGE.rows().stream().map(LabelledEventsPage.Row::kind).toList());
    }

    @Test
    void theTextCountsWhatTheTableShows() {
        List<LabelledEventsPage.Row> rows = PAGE.rows();
        long agree = rows.stream().filter(row -> row.agrees().equals("yes")).count();
        long unread = rows.stream()
                .filter(row -> row.agrees().equals("yes") && row.readAs().equals(LabelledOutcome.NOT_MAPPED))
                .count();
        long rules = rows.stream().map(LabelledEventsPage.Row::rule).distinct().count();

        assertThat(PAGE.text())
                .contains("Of " + EVENTS.size() + " labelled events, " + rows.size()
                        + " have a rule that matches one of"
                        + " our kinds (" + rules + " of "
                        + EVENTS.stream().map(LabelledEvent::rule).distinct().count() + " rules).")
                .contains("**" + agree + " agree, " + (rows.size() - agree) + " disagree.**")
                .contains(unread + " of the agreements say little")
                .contains("Of the " + (EVENTS.size() - rows.size()) + " other events");
    }
}
