package dev.sluice.domain.policy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The set in force, and those before it under which an identity may still stand. An identity that was last evaluated
 * under an older set is brought through each of the later ones at the instant at which it became current, so that what
 * was due before is decided as it was due, whoever else's records came in between.
 */
public final class PolicyHistory {
    /**
     * A set and since when it holds.
     *
     * @param policies the set
     * @param at when it became current (ms since the epoch)
     */
    public record Activation(Policies policies, long at) {}

    private static final PolicyHistory NONE = of(Policies.none(), Long.MIN_VALUE);

    private final List<Activation> activations;

    private PolicyHistory(List<Activation> activations) {
        this.activations = List.copyOf(activations);
    }

    /**
     * Before the first set.
     *
     * @return a history in which no set is active
     */
    public static PolicyHistory none() {
        return NONE;
    }

    /**
     * A set before which nothing is known.
     *
     * @param policies the set in force
     * @param at since when (ms since the epoch)
     * @return a history of one set
     */
    public static PolicyHistory of(Policies policies, long at) {
        return new PolicyHistory(List.of(new Activation(policies, at)));
    }

    /**
     * This history and another set.
     *
     * @param next the set that becomes current
     * @param at when (ms since the epoch); sets follow each other, so never before the one that it replaces
     * @param keep how many sets before it are kept; the oldest go
     * @return a new history
     */
    public PolicyHistory then(Policies next, long at, int keep) {
        if (!current().policies().active()) {
            return of(next, at);
        }
        List<Activation> all = new ArrayList<>(activations);
        all.add(new Activation(
                next.sharing(current().policies()), Math.max(at, current().at())));
        return new PolicyHistory(all.subList(Math.max(0, all.size() - 1 - keep), all.size()));
    }

    /**
     * What is left when every identity has been evaluated under the set in force.
     *
     * @return a history of that set alone
     */
    public PolicyHistory settled() {
        return new PolicyHistory(List.of(current()));
    }

    /**
     * The set in force.
     *
     * @return the last one
     */
    public Activation current() {
        return activations.get(activations.size() - 1);
    }

    /**
     * The sets before the one in force.
     *
     * @return oldest first
     */
    public List<Activation> previous() {
        return activations.subList(0, activations.size() - 1);
    }

    /**
     * A set by its version.
     *
     * @param setVersion the version; 0 for no set
     * @return the set, or empty if it is not kept any more
     */
    public Optional<Policies> set(long setVersion) {
        return setVersion == 0
                ? Optional.of(Policies.none())
                : activations.stream()
                        .map(Activation::policies)
                        .filter(policies -> policies.setVersion() == setVersion)
                        .findFirst();
    }

    /**
     * Whether an identity that stands under a set has to be brought through one other set only.
     *
     * @param setVersion the version under which it was evaluated; 0 if it never was
     * @return false also if it never was
     */
    public boolean isOneStepFrom(long setVersion) {
        return setVersion != 0 && after(setVersion).size() == 1;
    }

    /**
     * The sets that an identity has not been evaluated under.
     *
     * @param setVersion the version under which it was
     * @return oldest first; at least the one in force, unless it is that one
     */
    public List<Activation> after(long setVersion) {
        if (setVersion == current().policies().setVersion()) {
            return List.of();
        }
        List<Activation> later = activations.stream()
                .filter(activation -> activation.policies().setVersion() > setVersion)
                .toList();
        return later.isEmpty() ? List.of(current()) : later;
    }
}
