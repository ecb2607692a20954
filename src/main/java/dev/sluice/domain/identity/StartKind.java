package dev.sluice.domain.identity;

import dev.sluice.event.IdentityAction;

/** What kind of record told a start: only a hire can end the time as a leaver for sure. */
enum StartKind {
    /** A record that names a start date among other things. */
    STATED,
    /** HIRED. */
    HIRE,
    /** REHIRED. */
    REHIRE;

    static StartKind of(IdentityAction action) {
        if (action == IdentityAction.REHIRED) {
            return REHIRE;
        }
        return action == IdentityAction.HIRED ? HIRE : STATED;
    }
}
