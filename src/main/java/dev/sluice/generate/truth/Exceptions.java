package dev.sluice.generate.truth;

/** What somebody accepts of one identity. */
final class Exceptions {
    private Exceptions() {}

    /** Whether somebody else accepts that an entitlement is held, by an exception about it and not about a rule. */
    static boolean accept(Known known, EntitlementName entitlement) {
        Fact.Accepted last = null;
        for (Fact.Accepted fact : known.facts(Fact.Accepted.class)) {
            last = fact.ruleId() == null && entitlement.equals(fact.entitlement()) ? fact : last;
        }
        return last != null && isInForce(known, last);
    }

    /** Whether the last word on an exception holds: granted by somebody else, not over, and in this time of employment. */
    static boolean isInForce(Known known, Fact.Accepted last) {
        return last.action().equals("EXCEPTION_GRANTED")
                && !known.identityId().equals(last.approvedBy())
                && (last.validTo() == null || known.now().isBefore(last.validTo()))
                && known.isEmployedSince(last.at());
    }
}
