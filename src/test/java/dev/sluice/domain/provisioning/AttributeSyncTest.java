package dev.sluice.domain.provisioning;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.Events;
import dev.sluice.domain.Harness;
import dev.sluice.domain.Story;
import dev.sluice.domain.access.Account;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.policy.Condition;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.Retry;
import dev.sluice.domain.policy.Role;
import dev.sluice.domain.policy.Roles;
import dev.sluice.domain.policy.Sync;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccessAction;
import dev.sluice.event.CommandStatus;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Worker;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.statistics.Statistics;
import org.apache.avro.specific.SpecificRecordBase;
import org.junit.jupiter.api.Test;

/** What HR changes reaches the accounts, as far as the policy says. */
class AttributeSyncTest {
    private static final Policies PATCHED =
            policies(new Sync(List.of("email", "title", "managerId"), Sync.Method.PATCH));

    private static Policies policies(Sync sync) {
        return Policies.of(1, Story.enforced("sap").withSync(sync), Story.enforced("ldap"));
    }

    private static Story employed(Policies policies) {
        Story story = new Story(policies);
        story.at("2026-01-01T00:00:00Z").hire(worker -> {
            worker.setEmail("ada@old.example");
            worker.setTitle("Analyst");
            worker.setUserName("ada");
        });
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-01-01T01:00:00Z").createAccount("ldap", "ada");
        return story;
    }

    @Test
    void aChangeIsPassedOnUntilTheAccountIsUpdated() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setEmail("ada@new.example"));

        assertThat(story.commands()).containsExactly("UPDATE_ACCOUNT sap/ada ISSUED 2026-02-01T00:00:00Z");
        ProvisioningCommand command = story.harness().commands().get(0);
        assertThat(command.getCause()).isEqualTo("ATTRIBUTE_CHANGE");
        assertThat(command.getReason())
                .isEqualTo("Update account ada in sap: email of E1001 changed, last at 2026-02-01T00:00:00Z.");
        assertThat(command.getScim().getMethod()).isEqualTo("PATCH");
        assertThat(command.getScim().getPath()).isEqualTo("/Users/ada");
        assertThat(command.getScim().getBody())
                .isEqualTo(
                        "{\"schemas\":[\"urn:ietf:params:scim:api:messages:2.0:PatchOp\"],\"Operations\":["
                                + "{\"op\":\"replace\",\"path\":\"emails[type eq \\\"work\\\"].value\",\"value\":\"ada@new.example\"}]}");

        updated(story, "2026-02-01T00:10:00Z");
        assertThat(story.commands()).endsWith("UPDATE_ACCOUNT sap/ada DONE 2026-02-01T00:10:00Z");
        assertThat(story.harness().commands().get(1).getScim()).isNull();
        story.until("2026-06-01T00:00:00Z");
        assertThat(story.commands()).hasSize(2);
    }

    @Test
    void whatThePolicyDoesNotNameIsLeftToOthers() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setUserName("lovelace"), Events.department("Tax"));

        assertThat(story.commands()).isEmpty();
    }

    @Test
    void ofAnAccountThatIsOnlyKnownFromWhatItHoldsNobodyKnowsWhatItWasGiven() {
        Story story = new Story(PATCHED);
        story.at("2026-01-01T00:00:00Z").hire(worker -> worker.setTitle("Analyst"));
        story.at("2026-01-02T00:00:00Z").grant("sap", "ada", "sap:LEDGER");
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));

        assertThat(story.commands()).noneMatch(line -> line.startsWith("UPDATE"));
    }

    @Test
    void whatIsToHoldLaterIsPassedOnThen() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z")
                .effective("2026-03-01T00:00:00Z")
                .update(worker -> worker.setTitle("Engineer"), worker -> worker.setManagerId("E7"));
        assertThat(story.commands()).isEmpty();
        story.until("2026-03-01T00:00:00Z");

        assertThat(story.commands()).containsExactly("UPDATE_ACCOUNT sap/ada ISSUED 2026-03-01T00:00:00Z");
        assertThat(story.harness().commands().get(0).getScim().getBody())
                .contains(
                        "\"path\":\"urn:ietf:params:scim:schemas:extension:enterprise:2.0:User:manager\",\"value\":{\"value\":\"E7\"}")
                .contains("\"path\":\"title\",\"value\":\"Engineer\"");
    }

    @Test
    void aSecondChangeReplacesTheFirst() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        story.at("2026-02-01T00:01:00Z").update(worker -> worker.setEmail("ada@new.example"));

        assertThat(story.commands())
                .containsExactly(
                        "UPDATE_ACCOUNT sap/ada ISSUED 2026-02-01T00:00:00Z",
                        "UPDATE_ACCOUNT sap/ada CANCELLED 2026-02-01T00:01:00Z",
                        "UPDATE_ACCOUNT sap/ada ISSUED 2026-02-01T00:01:00Z");
        assertThat(story.harness().commands().get(2).getScim().getBody()).contains("Engineer", "ada@new.example");
    }

    @Test
    void whatIsTakenBackIsNotPassedOn() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        story.at("2026-02-01T00:01:00Z").update(worker -> worker.setTitle("Analyst"));

        assertThat(story.commands()).endsWith("UPDATE_ACCOUNT sap/ada CANCELLED 2026-02-01T00:01:00Z");
        assertThat(story.harness().commands().get(1).getCause()).isEqualTo("NOT_CHANGED");
    }

    @Test
    void anAttributeWithoutAValueIsRemoved() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").complete().update(worker -> worker.setEmail("ada@old.example"));

        assertThat(story.harness().commands().get(0).getScim().getBody())
                .contains("{\"op\":\"remove\",\"path\":\"title\"}");
    }

    @Test
    void aTargetThatCanNotChangePartsGetsTheWholeUser() {
        Story story = employed(policies(new Sync(List.of("title"), Sync.Method.PUT)));
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));

        ProvisioningCommand command = story.harness().commands().get(0);
        assertThat(command.getScim().getMethod()).isEqualTo("PUT");
        assertThat(command.getScim().getPath()).isEqualTo("/Users/ada");
        assertThat(command.getScim().getBody())
                .contains("\"userName\":\"ada\"", "\"externalId\":\"E1001\"", "ada@old.example", "Engineer");
    }

    /** What was given before the first day is what holds on it. */
    @Test
    void anAccountThatWasMadeBeforeTheFirstDayIsUpToDateOnIt() {
        Story story = new Story(PATCHED);
        story.at("2026-01-01T00:00:00Z").effective("2026-02-01T00:00:00Z").hire(worker -> worker.setTitle("Analyst"));
        story.at("2026-01-20T00:00:00Z").createAccount("sap", "ada");
        story.until("2026-02-02T00:00:00Z");

        assertThat(story.commands()).noneMatch(line -> line.startsWith("UPDATE"));
        story.at("2026-02-03T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        assertThat(story.commands()).contains("UPDATE_ACCOUNT sap/ada ISSUED 2026-02-03T00:00:00Z");
    }

    @Test
    void whoHasLeftIsNotKeptUpToDate() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        story.at("2026-02-02T00:00:00Z").terminate();

        assertThat(story.commands()).contains("UPDATE_ACCOUNT sap/ada CANCELLED 2026-02-02T00:00:00Z");
    }

    @Test
    void anUpdateThatIsNotAnsweredIsRepeatedWithWhatHoldsThen() {
        Story story = employed(Policies.of(
                1,
                Story.enforced("sap")
                        .withSync(new Sync(List.of("title"), Sync.Method.PATCH))
                        .withRetry(Retry.DEFAULTS)));
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        story.until("2026-02-01T01:00:00Z");

        List<ProvisioningCommand> updates = story.harness().commands();
        assertThat(updates).hasSizeGreaterThan(1).allMatch(c -> c.getStatus() == CommandStatus.ISSUED);
        assertThat(updates.get(1).getCommandId()).isEqualTo(updates.get(0).getCommandId());
        assertThat(updates.get(1).getScim().getBody()).contains("Engineer");
    }

    /** The target was told the old address, and answers after HR has told another one. */
    @Test
    void whatChangesWhileACommandIsUnderWayIsPassedOnAfterwards() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        story.at("2026-02-01T00:00:30Z").update(worker -> worker.setTitle("Architect"));
        updated(story, "2026-02-01T00:00:40Z");
        assertThat(story.commands()).endsWith("UPDATE_ACCOUNT sap/ada DONE 2026-02-01T00:00:40Z");
        assertThat(story.harness().state().given()).containsKey(new AccountKey("sap", "ada"));

        Story late = employed(PATCHED);
        late.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        late.at("2026-02-01T00:00:40Z").by("sap").account(AccessAction.ACCOUNT_UPDATED, "sap", "ada");
        late.at("2026-02-01T00:00:30Z").update(worker -> worker.setTitle("Architect"));
        assertThat(late.commands()).endsWith("UPDATE_ACCOUNT sap/ada ISSUED 2026-02-01T00:00:40Z");
    }

    /** The account was made by the first attempt, of which the answer comes after the second, which said something else. */
    @Test
    void whatChangesBetweenTwoAttemptsToCreateIsPassedOn() {
        Role analyst = new Role(
                "analyst",
                new Condition.OneOf("title", Set.of("Analyst", "Engineer")),
                List.of(EntitlementKey.parse("sap:READ")),
                List.of(),
                Duration.ZERO);
        Story story = new Story(Policies.of(
                        1,
                        Story.enforced("sap")
                                .withSync(new Sync(List.of("title"), Sync.Method.PATCH))
                                .withRetry(Retry.DEFAULTS))
                .withRoles(Roles.of(List.of(analyst))));
        story.at("2026-01-01T00:00:00Z").hire(worker -> worker.setTitle("Analyst"));
        story.at("2026-01-01T00:03:00Z").update(worker -> worker.setTitle("Engineer"));
        story.until("2026-01-01T00:30:00Z");
        assertThat(story.commands())
                .filteredOn(command -> command.startsWith("CREATE_ACCOUNT"))
                .hasSizeGreaterThan(1);
        story.at("2026-01-01T00:04:00Z").createAccount("sap", "ada");

        assertThat(story.commands()).anyMatch(command -> command.startsWith("UPDATE_ACCOUNT sap/ada ISSUED"));
    }

    /** HR tells no user name, so the account has the one that its target gave it. */
    @Test
    void theWholeUserKeepsTheNameThatTheAccountHas() {
        Story story = new Story(policies(new Sync(List.of("title"), Sync.Method.PUT)));
        story.at("2026-01-01T00:00:00Z").hire(worker -> worker.setTitle("Analyst"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setTitle("Engineer"));

        assertThat(story.harness().commands().get(0).getScim().getBody()).contains("\"userName\":\"ada\"");
    }

    /** Without its value an address would stay, and the next one would be a second (RFC 7644 section 3.5.2.2). */
    @Test
    void anAddressIsRemovedAsAWhole() {
        Story story = employed(PATCHED);
        story.at("2026-02-01T00:00:00Z").hr(IdentityAction.UPDATED, worker -> worker.setTitle("Analyst"));
        Worker without = Events.worker(worker -> {
            worker.setTitle("Analyst");
            worker.setUserName("ada");
        });
        IdentityEvent complete = Events.identity(
                Events.header("full", "test", null, Harness.ms("2026-02-02T00:00:00Z")),
                Story.ADA,
                IdentityAction.UPDATED);
        complete.setComplete(true);
        complete.setWorker(without);
        story.harness().take(complete);

        assertThat(story.harness().commands().get(0).getScim().getBody())
                .contains("{\"op\":\"remove\",\"path\":\"emails[type eq \\\"work\\\"]\"}");
    }

    @Test
    void whatIsToldLateOfAnotherAttributeIsPassedOnToo() {
        Story story = employed(PATCHED);
        story.at("2026-02-02T00:00:00Z").update(worker -> worker.setTitle("Engineer"));
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setEmail("ada@new.example"));

        assertThat(story.commands())
                .endsWith(
                        "UPDATE_ACCOUNT sap/ada CANCELLED 2026-02-02T00:00:00Z",
                        "UPDATE_ACCOUNT sap/ada ISSUED 2026-02-02T00:00:00Z");
        assertThat(story.harness().commands().get(2).getScim().getBody()).contains("Engineer", "ada@new.example");
    }

    /** An address that is not there can't be replaced (RFC 7644 section 3.5.2.3). */
    @Test
    void aFirstAddressIsAdded() {
        Story story = new Story(PATCHED);
        story.at("2026-01-01T00:00:00Z").hire(worker -> worker.setTitle("Analyst"));
        story.at("2026-01-01T01:00:00Z").createAccount("sap", "ada");
        story.at("2026-02-01T00:00:00Z").update(worker -> worker.setEmail("ada@new.example"));

        assertThat(story.harness().commands().get(0).getScim().getBody())
                .contains(
                        "{\"op\":\"add\",\"path\":\"emails\",\"value\":[{\"value\":\"ada@new.example\",\"type\":\"work\"");
    }

    private record Told(String title, long at, long from) {}

    /** Few facts: of many that say the same only some are kept for one that is told late. */
    @Property(tries = 1000)
    void whatHasChangedIsWhatHoldsAndWasNotGiven(@ForAll long seed) {
        Random random = new Random(seed);
        long start = Instant.parse("2026-01-01T00:00:00Z").toEpochMilli();
        List<SpecificRecordBase> events = new ArrayList<>();
        List<Told> titles = new ArrayList<>();
        List<Long> given = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            long at = start + i * 60_000L;
            if (i == 0 || random.nextInt(3) > 0) {
                IdentityEvent event = Events.identity(
                        Events.header("h" + i, "hr", null, at),
                        "E1",
                        i == 0 ? IdentityAction.HIRED : IdentityAction.UPDATED);
                String title = List.of("Analyst", "Engineer").get(random.nextInt(2));
                long from = i == 0 ? at : at + (random.nextInt(3) - 1) * 90_000L;
                event.setEffectiveAt(Instant.ofEpochMilli(from));
                event.setWorker(Worker.newBuilder().setTitle(title).build());
                titles.add(new Told(title, at, from));
                events.add(event);
            } else {
                AccessAction action =
                        random.nextBoolean() ? AccessAction.ACCOUNT_CREATED : AccessAction.ACCOUNT_UPDATED;
                events.add(Events.access(
                        Events.header("a" + i, "sap", null, at), "E1", action, Events.account("sap", "ada")));
                given.add(at);
            }
        }
        // Without commands: what is known of an account follows from facts alone then.
        Policies reported =
                Policies.of(1, SystemPolicy.defaults("sap").withSync(new Sync(List.of("title"), Sync.Method.PATCH)));
        Harness harness = new Harness("E1", reported);
        Collections.shuffle(events, random);
        events.forEach(harness::take);
        long end = start + 3_600_000L;
        harness.advanceTo(end);

        AccountKey name = new AccountKey("sap", "ada");
        Account account = harness.state().access().accounts().get(name);
        boolean changes = account != null
                && !new AttributeSync(harness.state(), reported)
                        .changes(name, account)
                        .isEmpty();
        boolean differs = false;
        if (!given.isEmpty()) {
            long last = Collections.max(given);
            differs = !Objects.equals(title(titles, last, last), title(titles, end, end));
        }
        Statistics.collect(differs);
        assertThat(changes).isEqualTo(differs);
    }

    private static String title(List<Told> titles, long at, long told) {
        return titles.stream()
                .filter(one -> one.from() <= at && one.at() <= told)
                .max(Comparator.comparingLong(Told::from).thenComparing(Told::at))
                .map(Told::title)
                .orElse(null);
    }

    private static void updated(Story story, String at) {
        story.at(at).account(AccessAction.ACCOUNT_UPDATED, "sap", "ada");
    }
}
