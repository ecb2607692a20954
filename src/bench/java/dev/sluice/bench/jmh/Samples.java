package dev.sluice.bench.jmh;

import dev.sluice.bench.load.LoadEvent;
import dev.sluice.bench.load.LoadGenerator;
import dev.sluice.bench.load.LoadPolicies;
import dev.sluice.bench.load.LoadProfile;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.Governor;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.Finding;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.Ticket;
import dev.sluice.policy.PolicyParser;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** Events and states as the benchmark's log has them. */
final class Samples {
    private static final int COUNT = 1_024;

    private Samples() {}

    /** Some events of the standard load, of one kind, after everybody is set up. */
    static List<LoadEvent> events(Predicate<LoadEvent> kind) {
        LoadProfile profile = LoadProfile.read("quick");
        LoadGenerator generator = new LoadGenerator(profile);
        for (int i = 0; i < profile.preparation(); i++) {
            generator.next();
        }
        List<LoadEvent> events = new ArrayList<>();
        while (events.size() < COUNT) {
            LoadEvent event = generator.next();
            if (kind.test(event)) {
                events.add(event);
            }
        }
        return events;
    }

    /** The policies of a load. */
    static Policies policies(LoadProfile profile) {
        return PolicyParser.parse(LoadPolicies.of(profile), 1);
    }

    /** An identity that holds so many entitlements. */
    static IdentityState identity(int entitlements) {
        LoadProfile profile = LoadProfile.read("entitlements-" + entitlements);
        LoadGenerator generator = new LoadGenerator(profile);
        Policies policies = policies(profile);
        Governor governor = new Governor();
        LoadEvent first = generator.next();
        IdentityState state = new IdentityState(first.key());
        governor.apply(state, (IdentityEvent) first.event(), policies, first.arrivedAt(), new Nothing());
        for (int account = 0; account < profile.systemsPerIdentity(); account++) {
            LoadEvent snapshot = generator.next();
            governor.apply(state, (AccessEvent) snapshot.event(), policies, snapshot.arrivedAt(), new Nothing());
        }
        return state;
    }

    /** Where decisions go that nobody looks at. */
    static final class Nothing implements Decisions {
        @Override
        public void finding(Finding finding, Trigger trigger) {}

        @Override
        public void command(ProvisioningCommand command, Trigger trigger) {}

        @Override
        public void ticket(Ticket ticket, Trigger trigger) {}
    }
}
