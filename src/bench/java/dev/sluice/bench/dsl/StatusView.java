package dev.sluice.bench.dsl;

import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.IdentityStatus;
import dev.sluice.event.Worker;
import java.util.HashMap;
import java.util.Map;

/** What HR says an identity is, folded one by one in the order in which the events arrive. */
final class StatusView {
    private StatusView() {}

    static IdentityAccess fold(String id, IdentityEvent event, IdentityAccess before) {
        IdentityStatus status =
                switch (event.getAction()) {
                    case HIRED, REHIRED, LEAVE_ENDED, TERMINATION_RESCINDED -> IdentityStatus.ACTIVE;
                    case LEAVE_STARTED -> IdentityStatus.ON_LEAVE;
                    case TERMINATED, DELETED -> IdentityStatus.TERMINATED;
                    default -> before.getStatus();
                };
        Map<String, String> attributes = new HashMap<>(before.getAttributes());
        if (event.getWorker() != null) {
            attributes(event.getWorker(), attributes);
        }
        return new IdentityAccess(
                id,
                status,
                attributes,
                before.getAccounts(),
                before.getEntitlements(),
                before.getOpenFindings(),
                before.getPage(),
                before.getTruncated());
    }

    private static void attributes(Worker worker, Map<String, String> attributes) {
        put(attributes, "userName", worker.getUserName());
        put(attributes, "givenName", worker.getGivenName());
        put(attributes, "familyName", worker.getFamilyName());
        put(attributes, "email", worker.getEmail());
        put(attributes, "department", worker.getDepartment());
        put(attributes, "costCentre", worker.getCostCentre());
        put(attributes, "companyCode", worker.getCompanyCode());
        put(attributes, "location", worker.getLocation());
        put(attributes, "jobCode", worker.getJobCode());
        put(attributes, "title", worker.getTitle());
        put(attributes, "managerId", worker.getManagerId());
        put(attributes, "timeZone", worker.getTimeZone());
        put(attributes, "workerType", worker.getWorkerType());
    }

    private static void put(Map<String, String> attributes, String name, Object value) {
        if (value != null) {
            attributes.put(name, value.toString());
        }
    }
}
