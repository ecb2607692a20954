package dev.sluice.domain.certification;

/**
 * The last word of all campaigns on one entitlement.
 *
 * @param at when it was spoken (ms since the epoch)
 * @param since since when the last word was the same, if that was said more than once (ms since the epoch)
 * @param revoked whether it is to go; false if it was certified
 * @param campaignId the campaign
 * @param reviewerId who spoke it; null where nobody answered and the campaign revokes then
 * @param eventId the event that told it; null where nobody answered
 */
public record Verdict(long at, long since, boolean revoked, String campaignId, String reviewerId, String eventId) {
    /** The same as the last word after an earlier one. */
    Verdict after(Verdict earlier) {
        return earlier == null || earlier.revoked != revoked
                ? this
                : new Verdict(at, earlier.since, revoked, campaignId, reviewerId, eventId);
    }

    /**
     * The verdict in words.
     *
     * @return a clause
     */
    public String text() {
        if (reviewerId == null) {
            return "nobody answered in campaign " + campaignId + ", which revokes then";
        }
        return reviewerId + (revoked ? " revoked" : " certified") + " it in campaign " + campaignId;
    }
}
