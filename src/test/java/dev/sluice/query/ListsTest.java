package dev.sluice.query;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.event.FindingStatus;
import dev.sluice.event.Severity;
import dev.sluice.stream.Names;
import dev.sluice.stream.StoredState;
import dev.sluice.stream.state.IdentityCodec;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Lists over all identities in bounded steps: however small the steps, everything comes once and in the same order. */
class ListsTest {
    private static final int PEOPLE = 30;
    private static final EntitlementKey CLERK = new EntitlementKey("sap", "CLERK");

    private static QueryStory story;

    @BeforeAll
    static void start() {
        story = new QueryStory()
                .policies(
                        "2026-01-01T00:00:00Z",
                        "kind: System\nid: sap\nmode: enforce\nretry: {first: P30D, max: P30D, attempts: 2}\n---\n"
                                + "kind: Role\nid: clerk\nwhen: {department: [Sales]}\ngrants: [\"sap:CLERK\"]\n");
        for (int i = 0; i < PEOPLE; i++) {
            story.hire("2026-01-02T00:00:00Z", "E" + i, i % 3 == 0 ? "Sales" : "Legal");
            if (i % 2 == 0) {
                story.grant("2026-01-03T00:00:00Z", "E" + i, "sap:CLERK");
            }
            if (i % 5 == 0) {
                story.grant("2026-01-03T00:00:00Z", "E" + i, "sap:OLD")
                        .grant("2026-01-03T00:00:01Z", "E" + i, "sap:OLDER");
            }
        }
    }

    @AfterAll
    static void stop() {
        story.close();
    }

    private static List<ObjectNode> all(Function<Cursor, Slice> steps) {
        List<ObjectNode> items = new ArrayList<>();
        Cursor next = Cursor.START;
        int count = 0;
        while (next != null) {
            Slice slice = steps.apply(next);
            items.addAll(slice.items());
            assertThat(slice.next()).as("a step goes on").isNotEqualTo(next);
            next = slice.next();
            assertThat(++count).isLessThan(1_000);
        }
        return items;
    }

    @Test
    void holdersComeOnceInWhateverSteps() {
        List<ObjectNode> whole =
                all(cursor -> Holders.of(story.state(), CLERK, story.rules(), cursor, QueryStory.bounds(1_000, 1_000)));

        assertThat(whole).hasSize(PEOPLE / 2).doesNotHaveDuplicates();
        assertThat(whole.stream().filter(holder -> holder.has("reason")))
                .as("those of the department")
                .hasSize(5);
        for (int items : List.of(1, 2, 7)) {
            for (int identities : List.of(1, 4, 100)) {
                assertThat(all(cursor -> Holders.of(
                                story.state(), CLERK, story.rules(), cursor, QueryStory.bounds(items, identities))))
                        .as(items + " of " + identities)
                        .isEqualTo(whole);
            }
        }
    }

    @Test
    void aStepEndsWhenItsTimeIsUpAndTheNextGoesOn() {
        int[] looks = {0};
        Slice slice = Holders.of(
                story.state(), CLERK, story.rules(), Cursor.START, new Bounds(1_000, 1_000, () -> ++looks[0] > 3));

        assertThat(slice.scanned()).isEqualTo(3);
        assertThat(slice.next()).isNotNull();
    }

    @Test
    void oneThatCantBeReadIsNamedAndKeepsNobodyElseFromBeingTold() {
        Slice all = Holders.of(story.state(), CLERK, story.rules(), Cursor.START, QueryStory.bounds(1_000, 1_000));
        KeyValueStore<Bytes, byte[]> identities =
                Stores.inMemoryKeyValueStore(Names.IDENTITY_STORE).get();
        story.state().each(null, (key, stored) -> {
            byte[] value = key.equals("E4") ? new byte[] {5, 1, 2} : new IdentityCodec().encode(stored.get());
            identities.put(Bytes.wrap(key.getBytes(StandardCharsets.UTF_8)), value);
            return true;
        });
        StoredState damaged = new StoredState(name -> name.equals(Names.IDENTITY_STORE)
                ? identities
                : Stores.inMemoryKeyValueStore(name).get());
        Slice rest = Holders.of(damaged, CLERK, story.rules(), Cursor.START, QueryStory.bounds(1_000, 1_000));

        assertThat(rest.unreadable()).containsExactly("E4");
        assertThat(rest.items()).hasSize(all.items().size() - 1);
        assertThat(all.unreadable()).isEmpty();
    }

    @Test
    void findingsComeOnceAndOnlyThoseThatAreMeant() {
        Findings.Filter any = new Findings.Filter(Set.of(), null, null, null, null);
        List<ObjectNode> whole =
                all(cursor -> Findings.of(story.state(), any, story.rules(), cursor, QueryStory.bounds(1_000, 1_000)));

        assertThat(whole).hasSize((int) story.findings.values().stream()
                .filter(finding -> finding.getStatus() != FindingStatus.RESOLVED)
                .count());
        assertThat(all(cursor -> Findings.of(story.state(), any, story.rules(), cursor, QueryStory.bounds(1, 2))))
                .isEqualTo(whole);
        Findings.Filter none = new Findings.Filter(Set.of(FindingStatus.RESOLVED), null, null, null, null);
        assertThat(all(cursor -> Findings.of(story.state(), none, story.rules(), cursor, QueryStory.bounds(10, 1_000))))
                .isEmpty();
        Findings.Filter severe = new Findings.Filter(Set.of(), null, Severity.CRITICAL, null, null);
        assertThat(all(cursor ->
                        Findings.of(story.state(), severe, story.rules(), cursor, QueryStory.bounds(10, 1_000))))
                .isEmpty();
        Findings.Filter elsewhere = new Findings.Filter(Set.of(), null, null, "ldap", null);
        assertThat(all(cursor ->
                        Findings.of(story.state(), elsewhere, story.rules(), cursor, QueryStory.bounds(10, 1_000))))
                .isEmpty();
        String id = whole.get(3).get("findingId").textValue();
        String of = whole.get(3).get("identityId").textValue();
        List<ObjectNode> found =
                all(cursor -> Findings.find(story.state(), id, story.rules(), cursor, QueryStory.bounds(1, 2)));
        assertThat(found)
                .singleElement()
                .satisfies(one -> assertThat(one.get("identityId").textValue()).isEqualTo(of));
        assertThat(all(cursor -> Findings.ofIdentity(story.state(), of, any, story.rules(), cursor, 1)))
                .isEqualTo(whole.stream()
                        .filter(one -> of.equals(one.get("identityId").textValue()))
                        .toList());
    }

    @Test
    void commandsComeOnceAndAreFoundByTheirId() {
        Commands.Filter any = new Commands.Filter(null, null, null);
        List<ObjectNode> whole =
                all(cursor -> Commands.of(story.state(), any, cursor, QueryStory.bounds(1_000, 1_000)));

        assertThat(whole).isNotEmpty().doesNotHaveDuplicates();
        assertThat(all(cursor -> Commands.of(story.state(), any, cursor, QueryStory.bounds(1, 1))))
                .isEqualTo(whole);
        String id = whole.get(0).get("commandId").textValue();
        assertThat(all(cursor -> Commands.find(story.state(), id, cursor, QueryStory.bounds(1, 3))))
                .singleElement()
                .satisfies(one -> assertThat(one.get("commandId").textValue()).isEqualTo(id));
    }
}
