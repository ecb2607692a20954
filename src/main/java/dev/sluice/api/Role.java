package dev.sluice.api;

import dev.sluice.domain.Validation;
import java.util.Locale;

/**
 * What a client may ask.
 *
 * @param kind what it may do
 * @param system for an owner: the only system of which it may see who holds what; else empty
 */
record Role(Kind kind, String system) {
    /** What a client may do. */
    enum Kind {
        /** Reads everything. */
        AUDITOR,
        /** Reads everything, and tries requests. */
        OPERATOR,
        /** Reads who holds what of one system, and what was found and commanded there. */
        OWNER,
        /** Reads what is known of the identity that bears the client's name. */
        SELF,
        /** Is another instance of the same application. */
        PEER
    }

    static final String FORMS = "auditor, operator, owner:SYSTEM, self or peer";

    /**
     * A role as files write it.
     *
     * @throws IllegalArgumentException if it is none
     */
    static Role parse(String text) {
        int colon = text.indexOf(':');
        String word = colon < 0 ? text : text.substring(0, colon);
        String system = colon < 0 ? "" : text.substring(colon + 1);
        for (Kind kind : Kind.values()) {
            boolean takesSystem = kind == Kind.OWNER;
            if (kind.name().toLowerCase(Locale.ROOT).equals(word) && takesSystem == Validation.isSystemId(system)) {
                if (takesSystem || colon < 0) {
                    return new Role(kind, system);
                }
            }
        }
        throw new IllegalArgumentException("There is no role " + text + "; there are " + FORMS + ".");
    }
}
