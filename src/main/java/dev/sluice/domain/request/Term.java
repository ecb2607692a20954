package dev.sluice.domain.request;

import dev.sluice.domain.identity.HrTimeline.Employed;
import java.util.List;

/**
 * The time for which a request gives what was asked for, half open: from its approval on, within its limits, and no longer than
 * the employment for which it was approved. Who comes back has to ask again.
 *
 * @param from from when (ms since the epoch)
 * @param to until when (ms since the epoch); {@link Long#MAX_VALUE} for no end
 */
public record Term(long from, long to) {
    /**
     * The term of a request.
     *
     * @param request the request
     * @param beneficiary whom it is for
     * @param employed the times in which that identity is employed, in order, the next one included
     * @return the term, or null if it gives nothing
     */
    public static Term of(Request request, String beneficiary, List<Employed> employed) {
        var approved = request.approved(beneficiary);
        if (approved == null || request.entitlement() == null) {
            return null;
        }
        long from = Math.max(approved.at(), request.validFrom());
        long to = request.validTo();
        var ended = request.ended();
        if (ended != null && ended.isAfter(approved)) {
            to = Math.min(to, ended.at());
        }
        for (Employed time : employed) {
            if (time.to() > approved.at()) {
                Term term = new Term(Math.max(from, time.from()), Math.min(to, time.to()));
                return term.from() < term.to() ? term : null;
            }
        }
        return null;
    }

    /**
     * Whether it covers an instant.
     *
     * @param at the instant (ms since the epoch)
     * @return true if so
     */
    public boolean covers(long at) {
        return at >= from && at < to;
    }
}
