package dev.sluice.audit;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Validation;
import dev.sluice.domain.policy.SessionRules;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AuditDetail;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.GroupRef;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.Worker;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.Map;

/** What an input tells that is personal or free text, at a length that an audit record has room for. */
final class AuditDetails {
    /** The most further attributes of a worker: with all of their texts the record still fits. */
    static final int MAX_EXTRA = 64;

    private AuditDetails() {}

    /**
     * What an event tells.
     *
     * @param view the event, which has to be valid
     * @return what is personal or free text in it; null if there is nothing
     */
    static AuditDetail of(EventView view) {
        if (view.event() instanceof AccessEvent event && isBare(event)) {
            return null;
        }
        AuditDetail detail = new AuditDetail();
        if (view.event() instanceof AuthenticationEvent event) {
            authentication(event, detail);
        } else if (view.event() instanceof AccessEvent event) {
            access(event, detail);
        } else if (view.event() instanceof PrivilegedSessionEvent event) {
            session(event, detail);
        } else if (view.event() instanceof IdentityEvent event) {
            identity(event, detail);
        } else if (view.event() instanceof ComplianceEvent event) {
            compliance(event, detail);
        }
        return detail;
    }

    /** Most of what is told of access is nothing but whose and what. */
    private static boolean isBare(AccessEvent event) {
        return event.getPreviousName() == null
                && event.getRequest() == null
                && event.getValidFrom() == null
                && event.getValidTo() == null
                && event.getReason() == null;
    }

    /**
     * What is said of a command: why, and which group it is about, if it is about one.
     *
     * @param command the command
     * @return the detail
     */
    static AuditDetail of(ProvisioningCommand command) {
        AuditDetail detail = ofText(command.getReason());
        if (detail != null && command.getGroup() != null) {
            detail.setGroup(group(command.getGroup()));
        }
        return detail;
    }

    /**
     * What a control tells: why, about which source or system, and until when.
     *
     * @param control the control
     * @return the detail; null if it tells nothing of that
     */
    static AuditDetail of(Control control) {
        String about = control.getSource() == null ? control.getSystem() : control.getSource();
        Instant until = control.getValidTo();
        AuditDetail detail = new AuditDetail();
        detail.setText(Shortened.words(control.getReason()));
        detail.setScope(Shortened.words(about));
        detail.setValidTo(until == null || Validation.isInstant(until) ? until : null);
        return detail.equals(new AuditDetail()) ? null : detail;
    }

    /**
     * What is said of a decision in words.
     *
     * @param text the words, or null
     * @return the detail; null if there are none
     */
    static AuditDetail ofText(String text) {
        if (text == null || text.isEmpty()) {
            return null;
        }
        AuditDetail detail = new AuditDetail();
        detail.setText(Shortened.words(text));
        return detail;
    }

    private static void authentication(AuthenticationEvent event, AuditDetail detail) {
        detail.setApplication(Shortened.words(event.getApplication()));
        detail.setSourceIp(Shortened.words(event.getSourceIp()));
        detail.setLocation(location(event.getLocation()));
        detail.setFactor(Shortened.words(event.getFactor()));
        detail.setDevice(Shortened.words(event.getDevice()));
        detail.setSessionId(Shortened.words(event.getSessionId()));
        detail.setText(Shortened.words(event.getReason()));
    }

    private static void access(AccessEvent event, AuditDetail detail) {
        detail.setPreviousName(event.getPreviousName());
        detail.setRequest(request(event.getRequest()));
        detail.setValidFrom(event.getValidFrom());
        detail.setValidTo(event.getValidTo());
        detail.setText(Shortened.words(event.getReason()));
    }

    private static void session(PrivilegedSessionEvent event, AuditDetail detail) {
        detail.setSessionId(event.getSessionId());
        detail.setTarget(target(event.getTarget()));
        detail.setCredentialId(event.getCredentialId());
        detail.setLeaseId(event.getLeaseId());
        detail.setPipelineId(event.getPipelineId());
        detail.setCommand(event.getCommand() == null ? null : SessionRules.DEFAULTS.program(event.getCommand()));
        detail.setFile(Shortened.words(event.getFile()));
        detail.setExpiresAt(event.getExpiresAt());
        detail.setTicketId(event.getTicketId());
        detail.setBreakGlass(event.getBreakGlass());
    }

    private static void identity(IdentityEvent event, AuditDetail detail) {
        detail.setWorker(worker(event.getWorker()));
        detail.setLeaveKind(Shortened.words(event.getLeaveKind()));
        detail.setGroup(group(event.getGroup()));
        detail.setText(Shortened.words(event.getReason()));
    }

    private static void compliance(ComplianceEvent event, AuditDetail detail) {
        detail.setItemId(Shortened.words(event.getItemId()));
        detail.setMitigatingControl(Shortened.words(event.getMitigatingControl()));
        detail.setValidTo(event.getValidTo());
        detail.setDetector(Shortened.words(event.getDetector()));
        detail.setScore(event.getScore());
        detail.setScope(Shortened.words(event.getScope()));
    }

    private static GeoLocation location(GeoLocation location) {
        return location == null
                ? null
                : new GeoLocation(
                        Shortened.words(location.getCountry()),
                        Shortened.words(location.getCity()),
                        location.getLatitude(),
                        location.getLongitude());
    }

    private static SessionTarget target(SessionTarget target) {
        return target == null
                ? null
                : new SessionTarget(
                        Shortened.words(target.getSystem()),
                        Shortened.words(target.getHost()),
                        Shortened.words(target.getAccount()));
    }

    private static AccessRequest request(AccessRequest request) {
        return request == null
                ? null
                : new AccessRequest(
                        Shortened.words(request.getRequestId()),
                        Shortened.words(request.getRequestedBy()),
                        Shortened.words(request.getApprovedBy()),
                        Shortened.words(request.getJustification()),
                        Shortened.words(request.getTicketId()));
    }

    private static GroupRef group(GroupRef group) {
        return group == null
                ? null
                : new GroupRef(
                        Shortened.words(group.getName()),
                        Shortened.words(group.getDisplayName()),
                        Shortened.words(group.getKind()),
                        Shortened.words(group.getParent()),
                        Shortened.words(group.getSystem()));
    }

    private static Worker worker(Worker worker) {
        return worker == null
                ? null
                : new Worker(
                        worker.getEmploymentId(),
                        worker.getWorkerType(),
                        Shortened.words(worker.getUserName()),
                        Shortened.words(worker.getGivenName()),
                        Shortened.words(worker.getFamilyName()),
                        Shortened.words(worker.getDisplayName()),
                        Shortened.words(worker.getEmail()),
                        Shortened.words(worker.getDepartment()),
                        Shortened.words(worker.getCostCentre()),
                        Shortened.words(worker.getBusinessUnit()),
                        Shortened.words(worker.getCompanyCode()),
                        Shortened.words(worker.getLocation()),
                        Shortened.words(worker.getJobCode()),
                        Shortened.words(worker.getTitle()),
                        Shortened.words(worker.getManagerId()),
                        Shortened.words(worker.getOwnerId()),
                        worker.getStartDate(),
                        worker.getEndDate(),
                        worker.getTimeZone(),
                        extra(worker.getExtra()));
    }

    private static Map<String, String> extra(Map<String, String> attributes) {
        if (attributes.isEmpty()) {
            return Map.of();
        }
        Map<String, String> kept = new LinkedHashMap<>();
        attributes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .limit(MAX_EXTRA)
                .forEach(extra -> kept.put(Shortened.text(extra.getKey()), Shortened.words(extra.getValue())));
        return kept;
    }
}
