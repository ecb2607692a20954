package dev.sluice.domain.request;

import dev.sluice.domain.Validation;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.watch.Known;
import java.util.LinkedHashSet;
import java.util.Set;
import java.util.function.Predicate;

/** Who is to decide about an identity: the manager; if that one has left or is on leave, that one's manager, and so on. */
public final class Approvers {
    private static final String MANAGER = "managerId";

    /** Managers that are asked, one after the other; then it stays with the first. */
    private static final int MAX_CHAIN = 5;

    private final Set<String> asked = new LinkedHashSet<>();
    private final String first;
    private final String found;

    Approvers(IdentityState state, Precedence precedence) {
        this(state, managerOf(state, precedence), id -> true);
    }

    /**
     * Whoever may decide, from somebody on upwards.
     *
     * @param state the identity
     * @param from who is asked first, or null for nobody
     * @param may whether somebody may decide who is there
     */
    public Approvers(IdentityState state, String from, Predicate<String> may) {
        first = from;
        String next = from;
        String there = null;
        while (there == null && isSomebodyElse(next, state) && asked.size() < MAX_CHAIN) {
            asked.add(next);
            Known known = state.watches().watched().getOrDefault(next, Known.UNHEARD);
            there = known.isAway() || !may.test(next) ? null : next;
            next = known.managerId();
        }
        found = there;
    }

    /**
     * Whom HR names as the manager.
     *
     * @param state the identity
     * @param precedence whose word counts
     * @return identityId, or null if nobody is named
     */
    public static String managerOf(IdentityState state, Precedence precedence) {
        AttributeEntry manager = state.hr().attributes().at(MANAGER, state.clock(), precedence);
        return manager == null ? null : manager.value();
    }

    private boolean isSomebodyElse(String id, IdentityState state) {
        return id != null && Validation.isIdentityId(id) && !id.equals(state.key()) && !asked.contains(id);
    }

    /** Who is to decide, or null if nobody is known. Where nobody is there it stays with the first. */
    String approver() {
        return found == null ? first : found;
    }

    /**
     * Who may decide and is there.
     *
     * @return identityId, or null if nobody is
     */
    public String found() {
        return found;
    }

    /**
     * Whose status decides who that is.
     *
     * @return identityIds, in the order in which they are asked
     */
    public Set<String> asked() {
        return asked;
    }
}
