package dev.sluice.audit;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Validation;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.PrivilegedSessionEvent;

/** Who did what an event tells. */
final class AuditActors {
    private AuditActors() {}

    /**
     * Who acted.
     *
     * @param view the event
     * @return an identityId; null if the event does not tell, as where a system acts
     */
    static String of(EventView view) {
        String actor = null;
        if (view.event() instanceof AuthenticationEvent || view.event() instanceof PrivilegedSessionEvent) {
            actor = view.subject().getIdentityId();
        } else if (view.event() instanceof AccessEvent event && event.getRequest() != null) {
            actor = of(event, event.getRequest());
        } else if (view.event() instanceof ComplianceEvent event) {
            actor = event.getReviewerId() == null ? event.getApprovedBy() : event.getReviewerId();
        }
        return actor != null && Validation.isIdentityId(actor) ? actor : null;
    }

    private static String of(AccessEvent event, AccessRequest request) {
        return switch (event.getAction()) {
            case REQUEST_APPROVED, REQUEST_REJECTED -> request.getApprovedBy();
            case REQUEST_SUBMITTED, REQUEST_CANCELLED -> request.getRequestedBy();
            default -> null;
        };
    }
}
