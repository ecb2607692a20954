package dev.sluice.domain.correlation;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.group.ClaimedGroup;
import dev.sluice.domain.group.GroupNames;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.HrRules;
import dev.sluice.domain.identity.Standing;
import dev.sluice.domain.policy.Policies;
import dev.sluice.domain.policy.SystemPolicy;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * Tells under which values of attributes an identity is to be found, as far as any rule looks for it, and of which units it is, as far as
 * groups are asked for them. Leavers are found, too, but are of no unit any more.
 */
public final class AttributeClaims {
    /** Values that one identity claims, at most: so many employments has nobody. */
    private static final int MAX = 64;

    private final IdentityState state;
    private final Policies policies;
    private final Decisions out;

    /**
     * One evaluation.
     *
     * @param state the identity, whose clock is the instant of the evaluation
     * @param policies the policies in force
     * @param out takes what is told
     */
    public AttributeClaims(IdentityState state, Policies policies, Decisions out) {
        this.state = state;
        this.policies = policies;
        this.out = out;
    }

    /** Tells what has changed since it was told last. */
    public void evaluate() {
        if (SubjectKeys.isAccount(state.key()) || !state.hr().known()) {
            return;
        }
        tell(state, wanted(), out);
    }

    /**
     * Tells what has changed of what is claimed since it was told last.
     *
     * @param state who claims; what it claims is remembered
     * @param wanted what it claims now
     * @param out takes what is told
     */
    public static void tell(IdentityState state, Set<String> wanted, Decisions out) {
        if (wanted.equals(state.claimed())) {
            return;
        }
        Set<String> replaced = new HashSet<>();
        wanted.stream().filter(ClaimedGroup::is).map(ClaimedGroup::receiver).forEach(replaced::add);
        for (String key : List.copyOf(state.claimed())) {
            if (!wanted.contains(key)) {
                // In other words it is claimed on: nobody is told that it ends, and then that it begins.
                if (!ClaimedGroup.is(key) || !replaced.contains(ClaimedGroup.receiver(key))) {
                    out.claim(key, ClaimChange.ENDED, state.clock());
                }
                state.claimed().remove(key);
            }
        }
        for (String key : wanted) {
            if (state.claimed().add(key)) {
                out.claim(key, ClaimChange.MADE, state.clock());
            }
        }
    }

    private Set<String> wanted() {
        Set<String> wanted = new TreeSet<>();
        for (SystemPolicy system : policies.systems().values()) {
            for (CorrelationRule rule : system.correlate()) {
                for (String value : values(rule.attribute())) {
                    rule.keyOf(value).filter(key -> wanted.size() < MAX).ifPresent(wanted::add);
                }
            }
        }
        if (!policies.groups().attributes().isEmpty()) {
            wanted.addAll(units());
        }
        return wanted;
    }

    /** Of who has yet to begin, those of the first day: their groups are there before they come. */
    private Set<String> units() {
        HrRules rules = policies.settings().hrRules();
        Standing standing = state.hr().standing(state.clock(), rules);
        long at = standing.isPreHire() ? state.hr().nextStart(state.clock(), rules) : state.clock();
        Set<String> units = new TreeSet<>();
        if (!standing.isEmployed() && !standing.isPreHire() || at == Long.MAX_VALUE) {
            return units;
        }
        for (String attribute : policies.groups().attributes()) {
            AttributeEntry entry = state.hr().attributes().at(attribute, at, rules.precedence());
            String value = entry == null ? null : entry.value();
            GroupNames.unitKey(attribute, value)
                    .filter(key -> units.size() < MAX)
                    .ifPresent(key -> units.add(new ClaimedGroup(key, GroupNames.display(value), null).text()));
        }
        return units;
    }

    private List<String> values(CorrelationRule.Attribute attribute) {
        return switch (attribute) {
            case IDENTITY_ID -> List.of(state.key());
            case EMPLOYMENT_ID ->
                state.hr().employments().keySet().stream()
                        .filter(id -> !id.isEmpty())
                        .toList();
            case EMAIL, USER_NAME -> {
                AttributeEntry entry = state.hr()
                        .attributes()
                        .at(
                                attribute.word(),
                                state.clock(),
                                policies.settings().hrRules().precedence());
                yield entry == null || entry.value() == null ? List.of() : List.of(entry.value());
            }
        };
    }
}
