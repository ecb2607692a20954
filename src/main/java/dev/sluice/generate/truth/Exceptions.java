package dev.sluice.generate.truth;

/** What somebody accepts of one identity. */
final class Exceptions {
    private Exceptions() {}

    /** Whether the last word on an exception holds: granted by somebody else, not over, and in this time of employment. */
    static boolean isInForce(Known known, Fact.Accepted last) {
        return last.action().equals("EXCEPTION_GRANTED")
                && !known.identityId().equals(last.approvedBy())
                && (last.validTo() == null || known.now().isBefore(last.validTo()))
                && known.isEmployedSince(last.at());
    }
}
