package dev.sluice.domain;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.govern.AccessPages;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import dev.sluice.event.AccountState;
import dev.sluice.event.CommandAction;
import dev.sluice.event.IdentityAccount;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.apache.avro.specific.SpecificRecordBase;

/** The same events give the same answer, whatever the order in which they arrive and however often. */
class ConvergenceTest {
    static final Policies POLICIES = Policies.of(
            1,
            Story.enforced("sap"),
            Story.enforced("ldap"),
            Story.quiet(SystemPolicy.defaults("ad")),
            Story.quiet(SystemPolicy.defaults("hr")),
            Story.ignored("jira"));

    @Property(tries = 1500)
    void everyOrderEndsInTheSameView(@ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        Harness inOrder = run(events, Histories.endOf(events));
        Harness shuffled = run(Histories.shuffled(events, seed), Histories.endOf(events));

        assertThat(shuffled.pages().head()).isEqualTo(inOrder.pages().head());
        assertThat(shuffled.pages().pages()).isEqualTo(inOrder.pages().pages());
        assertThat(shuffled.openFindings()).isEqualTo(inOrder.openFindings());
    }

    @Property(tries = 1500)
    void theCoreAgreesWithAModelThatKeepsEverything(
            @ForAll("histories") List<SpecificRecordBase> events, @ForAll long seed) {
        agrees(events, events);
        agrees(events, Histories.shuffled(events, seed));
    }

    @Property(tries = 500)
    void theModelAgreesAtEveryMomentOfAnOrderlyHistory(@ForAll("histories") List<SpecificRecordBase> events) {
        Harness core = new Harness(Story.ADA, POLICIES);
        for (int i = 0; i < events.size(); i++) {
            core.take(events.get(i));
            long now = EventView.of(events.get(i)).occurredAt();
            NaiveModel model = new NaiveModel(events.subList(0, i + 1));
            assertThat(core.standing().status()).isEqualTo(model.status(now).status());
            assertThat(heldByCore(core)).isEqualTo(heldByModel(model, now));
            assertThat(openCommands(core)).isEqualTo(expectedCommands(model, now));
            assertThat(core.openFindings()).hasSize(expectedFindings(model, now));
        }
    }

    private static void agrees(List<SpecificRecordBase> events, List<SpecificRecordBase> arrivals) {
        long end = Histories.endOf(events);
        Harness core = run(arrivals, end);
        NaiveModel model = new NaiveModel(events);
        AccessPages pages = core.pages();

        assertThat(pages.head().getStatus()).isEqualTo(model.status(end).status());
        assertThat(new TreeMap<>(pages.head().getAttributes())).isEqualTo(model.attributes(end));
        assertThat(heldByCore(core)).isEqualTo(heldByModel(model, end));
        Set<String> accounts = new TreeSet<>();
        model.accounts().stream()
                .filter(a -> !a.endsWith("/"))
                .forEach(a -> accounts.add(a + " " + model.accountState(a)));
        assertThat(pages.head().getAccounts().stream().map(ConvergenceTest::line))
                .containsExactlyInAnyOrderElementsOf(accounts);
        assertThat(openCommands(core)).isEqualTo(expectedCommands(model, end));
        assertThat(core.openFindings()).hasSize(expectedFindings(model, end));
    }

    private static Set<String> openCommands(Harness core) {
        Set<String> open = new TreeSet<>();
        core.state().commands().keySet().stream()
                // Whether an account was disabled by a command depends on what was processed when (docs/adr/0014).
                .filter(key -> key.action() != CommandAction.ENABLE_ACCOUNT)
                .forEach(key -> open.add(key.action() + " " + key.system() + "/" + key.account() + " " + key.object()));
        return open;
    }

    private static Set<String> expectedCommands(NaiveModel model, long t) {
        Set<String> expected = new TreeSet<>();
        NaiveModel.Status status = model.status(t);
        for (String account : model.accounts()) {
            SystemPolicy policy = POLICIES.system(account.substring(0, account.indexOf('/')));
            if (!isLeaver(status) || policy.mode() != dev.sluice.domain.policy.Mode.ENFORCE) {
                continue;
            }
            String name = account;
            boolean disables = t >= status.endedAt() + policy.leaver().disable().toMillis();
            if (disables && mayBeUsed(model.accountState(account)) && !account.endsWith("/")) {
                expected.add(CommandAction.DISABLE_ACCOUNT + " " + name + " ");
            }
            if (t >= status.endedAt() + policy.leaver().revoke().toMillis()) {
                model.held(account, t)
                        .forEach(e -> expected.add(
                                CommandAction.REVOKE + " " + name + " " + e.substring(e.indexOf(':') + 1)));
            }
        }
        return expected;
    }

    private static boolean mayBeUsed(AccountState state) {
        return state != AccountState.DISABLED && state != AccountState.DELETED;
    }

    private static int expectedFindings(NaiveModel model, long t) {
        NaiveModel.Status status = model.status(t);
        int open = 0;
        for (String account : model.accounts()) {
            SystemPolicy policy = POLICIES.system(account.substring(0, account.indexOf('/')));
            boolean accused = isLeaver(status)
                    && policy.mode() != dev.sluice.domain.policy.Mode.IGNORE
                    && t >= status.endedAt() + policy.leaver().residueAfterEnd().toMillis();
            open += accused && !model.held(account, t).isEmpty() ? 1 : 0;
        }
        return open;
    }

    private static boolean isLeaver(NaiveModel.Status status) {
        return status.status() == dev.sluice.event.IdentityStatus.TERMINATED;
    }

    private static Set<String> heldByCore(Harness core) {
        Set<String> held = new TreeSet<>();
        core.held().forEach(h -> held.add(h.getAccount() + " " + h.getSystem() + ":" + h.getName()));
        return held;
    }

    private static Set<String> heldByModel(NaiveModel model, long t) {
        Set<String> held = new TreeSet<>();
        for (String account : model.accounts()) {
            String name = account.substring(account.indexOf('/') + 1);
            model.held(account, t).forEach(e -> held.add(name + " " + e));
        }
        return held;
    }

    private static String line(IdentityAccount account) {
        return account.getSystem() + "/" + account.getName() + " " + account.getState();
    }

    static Harness run(List<SpecificRecordBase> arrivals, long end) {
        Harness harness = new Harness(Story.ADA, POLICIES);
        arrivals.forEach(harness::take);
        harness.advanceTo(end);
        return harness;
    }

    @Provide
    Arbitrary<List<SpecificRecordBase>> histories() {
        return Histories.histories();
    }
}
