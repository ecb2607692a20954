package dev.sluice.domain.request;

import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.identity.HrTimeline.Employed;
import java.util.ArrayList;
import java.util.List;

/**
 * A time for which a request gives what was approved, half open: from the approval on, within its limits, and no longer than the
 * employment for which it was made. Who comes back has to ask again.
 *
 * @param entitlement what it gives
 * @param approvedAt when that was approved last (ms since the epoch)
 * @param from from when (ms since the epoch)
 * @param to until when (ms since the epoch); {@link Long#MAX_VALUE} for no end
 */
public record Term(EntitlementKey entitlement, long approvedAt, long from, long to) {
    /**
     * The terms of a request.
     *
     * @param request the request
     * @param beneficiary whom it is for
     * @param employed the times in which that identity is employed, in order, the next one included
     * @return in order; empty if it gives nothing
     */
    public static List<Term> of(Request request, String beneficiary, List<Employed> employed) {
        Employed time = employment(request, employed);
        List<Term> terms = new ArrayList<>(1);
        if (time == null) {
            return terms;
        }
        for (Request.Approved approved : request.approved(beneficiary)) {
            Term term = new Term(
                    approved.entitlement(),
                    approved.approvedAt(),
                    Math.max(approved.from(), time.from()),
                    Math.min(approved.to(), time.to()));
            if (term.from() < term.to()) {
                terms.add(term);
            }
        }
        return terms;
    }

    /**
     * The employment for which it was submitted: the one in which that was, or that was known by then to come; the first one of
     * all, if that was before it; none in any other time after one.
     */
    static Employed employment(Request request, List<Employed> employed) {
        long submitted = request.submitted().at();
        for (Employed time : employed) {
            boolean first = time == employed.get(0);
            boolean since = submitted >= time.from() || (time.again() ? submitted >= time.told() : first);
            if (since && submitted < time.to()) {
                return time;
            }
            if (first && submitted < time.from()) {
                // Of the employment before a rehire it may not be known any more when it was.
                return new Employed(Long.MIN_VALUE, time.from(), false, Long.MIN_VALUE);
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
