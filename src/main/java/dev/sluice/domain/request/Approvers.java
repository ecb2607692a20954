package dev.sluice.domain.request;

import dev.sluice.domain.Validation;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.identity.AttributeEntry;
import dev.sluice.domain.identity.Precedence;
import dev.sluice.domain.watch.Known;
import java.util.LinkedHashSet;
import java.util.Set;

/** Who is to decide on an identity's requests: the manager; if that one has left or is on leave, that one's manager, and so on. */
final class Approvers {
    private static final String MANAGER = "managerId";

    /** Managers that are asked, one after the other; then it stays with the first. */
    private static final int MAX_CHAIN = 5;

    private final Set<String> asked = new LinkedHashSet<>();
    private final String approver;

    Approvers(IdentityState state, Precedence precedence) {
        String first = managerOf(state, precedence);
        String next = first;
        String found = null;
        while (found == null && isSomebodyElse(next, state) && asked.size() < MAX_CHAIN) {
            asked.add(next);
            Known known = state.watches().watched().getOrDefault(next, Known.UNHEARD);
            found = known.isAway() ? null : next;
            next = known.managerId();
        }
        approver = found == null ? first : found;
    }

    static String managerOf(IdentityState state, Precedence precedence) {
        AttributeEntry manager = state.hr().attributes().at(MANAGER, state.clock(), precedence);
        return manager == null ? null : manager.value();
    }

    private boolean isSomebodyElse(String id, IdentityState state) {
        return id != null && Validation.isIdentityId(id) && !id.equals(state.key()) && !asked.contains(id);
    }

    /** Who is to decide, or null if nobody is known. */
    String approver() {
        return approver;
    }

    /** Whose status decides who that is. */
    Set<String> asked() {
        return asked;
    }
}
