package dev.sluice.domain.govern;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.access.HeldSums;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Roles;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityStatus;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The published view. */
class AccessPagesTest {
    private final Story story = new Story(Story.usualPolicies());

    @ParameterizedTest
    @CsvSource({"0, 0", "1, 0", "64, 0", "65, 2", "128, 2", "129, 4", "200, 4", "257, 8"})
    void entitlementsAreInTheHeadUpTo64AndOnPagesBeyond(int size, int pageCount) {
        grant(size);
        AccessPages pages = story.harness().pages();

        assertThat(pages.pages()).hasSize(pageCount);
        assertThat(pages.head().getEntitlements()).hasSize(pageCount == 0 ? size : 0);
        if (pageCount == 0) {
            assertThat(pages.head().getPage()).isNull();
        } else {
            assertThat(pages.head().getPage().getPages()).isEqualTo(pageCount);
            assertThat(pages.head().getPage().getBucket()).isNull();
        }
        for (int i = 0; i < pageCount; i++) {
            assertThat(pages.pages().get(i).getPage().getBucket()).isEqualTo(i);
            assertThat(pages.pages().get(i).getPage().getPages()).isEqualTo(pageCount);
        }
        assertThat(story.harness().held()).extracting(HeldEntitlement::getName).hasSize(size);
        assertThat(story.harness().held()).doesNotHaveDuplicates();
    }

    @Test
    void pagesAreSortedAndHoldEntitlementsOnly() {
        story.at("2020-01-01T00:00:00Z").hire(Events.department("Treasury"));
        grant(200);

        for (IdentityAccess page : story.harness().pages().pages()) {
            assertThat(page.getEntitlements())
                    .extracting(HeldEntitlement::getName)
                    .isSorted()
                    .isNotEmpty();
            assertThat(page.getStatus()).isEqualTo(IdentityStatus.UNKNOWN);
            assertThat(page.getAttributes()).isEmpty();
            assertThat(page.getAccounts()).isEmpty();
        }
        assertThat(story.harness().pages().head().getAttributes()).containsEntry("department", "Treasury");
    }

    @Test
    void oneGrantChangesOnePageOnly() {
        grant(200);
        AccessPages before = story.harness().pages();
        story.at("2026-03-02T00:00:00Z").grant("sap", "ada", "sap:ONE_MORE");
        AccessPages after = story.harness().pages();

        long changed = IntStream.range(0, 4)
                .filter(i -> !before.pages().get(i).equals(after.pages().get(i)))
                .count();
        assertThat(changed).isEqualTo(1);
        assertThat(after.head()).isEqualTo(before.head());
    }

    @Test
    void aPageDoesNotTellHowItCameAbout() {
        grant(200);
        Story other = new Story(Story.usualPolicies());
        List<Integer> order = new ArrayList<>(IntStream.range(0, 260).boxed().toList());
        Collections.shuffle(order, new Random(7));
        order.forEach(i -> other.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:E" + i));
        IntStream.range(200, 260).forEach(i -> other.at("2026-03-01T00:00:01Z").revoke("sap", "ada", "sap:E" + i));

        assertThat(other.harness().pages().pages())
                .isEqualTo(story.harness().pages().pages());
        assertThat(other.harness().pages().head())
                .isEqualTo(story.harness().pages().head());
    }

    @Test
    void whatGetsAnotherReasonChangesItsPageAndNoOther() {
        Story mover = new Story(Story.governedPolicies());
        mover.at("2020-01-01T00:00:00Z").hire(Events.department("Treasury"));
        for (int i = 0; i < 300; i++) {
            mover.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:E" + i);
        }
        mover.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:PAY");
        AccessPages before = mover.harness().pages();
        mover.at("2026-03-02T00:00:00Z").update(Events.department("Sales"));
        AccessPages overlap = mover.harness().pages();
        mover.at("2026-03-20T00:00:00Z").grant("sap", "ada", "sap:E0");
        AccessPages after = mover.harness().pages();

        assertThat(reasons(before)).contains("ROLE treasury");
        assertThat(changedPages(before, overlap)).hasSize(1).isEqualTo(changedDigests(before, overlap));
        assertThat(changedPages(overlap, after)).hasSize(1).isEqualTo(changedDigests(overlap, after));
        assertThat(changedPages(before, overlap)).isEqualTo(changedPages(overlap, after));
    }

    @Test
    void aReasonThatGoesToAnotherEntitlementOfTheSamePageChangesTheDigest() {
        int pages = 4;
        int account = "ada".hashCode();
        int page = HeldSums.page(EntitlementKey.parse("sap:E0").hashCode(), account, pages);
        String neighbour = IntStream.range(1, 200)
                .mapToObj(i -> "sap:E" + i)
                .filter(name -> HeldSums.page(EntitlementKey.parse(name).hashCode(), account, pages) == page)
                .findFirst()
                .orElseThrow();
        story.at("2020-01-01T00:00:00Z").hire(Events.department("Treasury"));
        grant(200);
        IdentityState state = story.harness().state();
        AccessPages one = AccessPages.of(state, treasuryHas("sap:E0"));
        AccessPages other = AccessPages.of(state, treasuryHas(neighbour));

        assertThat(one.pageCount()).isEqualTo(pages);
        assertThat(changedPages(one, other)).containsExactly(page).isEqualTo(changedDigests(one, other));
    }

    @Test
    void alsoWhereManyEntitlementsHaveAReasonAnotherOneChangesItsPage() {
        story.at("2020-01-01T00:00:00Z").hire(Events.department("Treasury"));
        grant(200);
        IdentityState state = story.harness().state();
        String[] many = IntStream.range(0, 100).mapToObj(i -> "sap:E" + i).toArray(String[]::new);
        AccessPages all = AccessPages.of(state, treasuryHas(many));
        AccessPages butOne = AccessPages.of(state, treasuryHas(Arrays.copyOf(many, 99)));
        AccessPages few = AccessPages.of(state, treasuryHas(Arrays.copyOf(many, 3)));

        assertThat(changedPages(all, butOne)).hasSize(1).isEqualTo(changedDigests(all, butOne));
        assertThat(changedPages(all, few)).hasSizeGreaterThan(1).isEqualTo(changedDigests(all, few));
        assertThat(changedDigests(few, AccessPages.of(state, treasuryHas(Arrays.copyOf(many, 3)))))
                .isEmpty();
    }

    @Test
    void whatManyAccountsHoldIsOnPagesLikeWhatOneDoes() {
        for (int i = 0; i < 300; i++) {
            story.at("2026-03-01T00:00:00Z").grant("sap", "ada" + i, "sap:E" + i % 7);
        }
        AccessPages before = story.harness().pages();
        story.at("2026-03-02T00:00:00Z").revoke("sap", "ada5", "sap:E5");
        AccessPages after = story.harness().pages();

        assertThat(before.pageCount()).isEqualTo(8);
        assertThat(changedPages(before, after)).hasSize(1).isEqualTo(changedDigests(before, after));
    }

    private static Policies treasuryHas(String... entitlements) {
        return Policies.of(1, Story.governed("sap"))
                .withRoles(Roles.of(List.of(Story.role("treasury", "Treasury", Duration.ZERO, entitlements))));
    }

    private static List<String> reasons(AccessPages pages) {
        return pages.pages().stream()
                .flatMap(page -> page.getEntitlements().stream())
                .map(HeldEntitlement::getReason)
                .distinct()
                .toList();
    }

    private static List<Integer> changedPages(AccessPages before, AccessPages after) {
        return IntStream.range(0, before.pageCount())
                .filter(i -> !before.pages().get(i).equals(after.pages().get(i)))
                .boxed()
                .toList();
    }

    private static List<Integer> changedDigests(AccessPages before, AccessPages after) {
        return IntStream.range(0, before.pageCount())
                .filter(i -> before.digest(i) != after.digest(i))
                .boxed()
                .toList();
    }

    @Test
    void shrinkingTo64BringsEverythingBackIntoTheHead() {
        grant(65);
        story.at("2026-03-02T00:00:00Z").revoke("sap", "ada", "sap:E64");

        assertThat(story.harness().pages().pages()).isEmpty();
        assertThat(story.harness().pages().head().getEntitlements()).hasSize(64);
    }

    private void grant(int count) {
        for (int i = 0; i < count; i++) {
            story.at("2026-03-01T00:00:00Z").grant("sap", "ada", "sap:E" + i);
        }
    }
}
