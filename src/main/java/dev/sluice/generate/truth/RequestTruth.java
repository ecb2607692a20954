package dev.sluice.generate.truth;

/** Which requests were approved only by who made them or is to benefit. */
final class RequestTruth implements StateRule {
    /** The kind of findings. */
    static final String KIND = "SELF_APPROVAL";

    @Override
    public void look(Known known, Found found) {
        Approvals approvals = new Approvals(known);
        for (String requestId : approvals.requestIds()) {
            if (approvals.isApprovedByOneself(requestId)) {
                found.stands(KIND, "HIGH", known.identityId(), requestId);
            }
        }
    }
}
