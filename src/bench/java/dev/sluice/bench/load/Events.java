package dev.sluice.bench.load;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccessRequest;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.CertificationDecision;
import dev.sluice.event.ComplianceAction;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Worker;
import dev.sluice.event.WorkerType;
import java.time.LocalDate;
import java.util.List;
import java.util.SplittableRandom;

/** The events themselves, filled as their sources fill them. */
final class Events {
    private static final LocalDate FIRST_DAY = LocalDate.of(2020, 1, 1);
    private static final List<String> CITIES = List.of("Zurich", "London", "Singapore", "New York", "Sao Paulo");
    private static final List<String> COUNTRIES = List.of("CH", "GB", "SG", "US", "BR");
    private static final String DEVICE =
            "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/126.0 Safari/537.36";

    private final SplittableRandom random;

    Events(SplittableRandom random) {
        this.random = random;
    }

    IdentityEvent hired(String id, int identity, long number, long at) {
        Worker worker = department()
                .setWorkerType(identity % 10 == 9 ? WorkerType.CONTRACTOR : WorkerType.EMPLOYEE)
                .setUserName("user" + identity)
                .setGivenName("Given" + identity % 997)
                .setFamilyName("Family" + identity % 9_973)
                .setEmail("user" + identity + "@example.com")
                .setCompanyCode("C" + identity % 20)
                .setLocation(CITIES.get(identity % CITIES.size()))
                .setManagerId("E0000001")
                .setStartDate(FIRST_DAY.plusDays(identity % 1_500))
                .setTimeZone("UTC")
                .build();
        return identity(id, IdentityAction.HIRED, number, at)
                .setWorker(worker)
                .setComplete(true)
                .build();
    }

    IdentityEvent changed(String id, IdentityAction action, long number, long at) {
        IdentityEvent.Builder event = identity(id, action, number, at);
        if (action == IdentityAction.UPDATED || action == IdentityAction.TRANSFERRED) {
            event.setWorker(department().build());
        } else if (action == IdentityAction.MANAGER_CHANGED) {
            event.setWorker(Worker.newBuilder()
                    .setManagerId("E" + (1_000_000 + random.nextInt(1_000)))
                    .build());
        }
        return event.build();
    }

    private Worker.Builder department() {
        int number = random.nextInt(60);
        return Worker.newBuilder()
                .setDepartment("Department " + number)
                .setCostCentre("CC-" + (4_000 + number))
                .setJobCode("JOB-" + random.nextInt(300))
                .setTitle("Senior Analyst, Department " + number);
    }

    private static IdentityEvent.Builder identity(String id, IdentityAction action, long number, long at) {
        return IdentityEvent.newBuilder()
                .setHeader(Envelopes.header("workday-prod", SourceKind.HRIS, number, at))
                .setSubject(Envelopes.subject(id, null))
                .setAction(action);
    }

    AccessEvent snapshot(String id, AccountRef account, List<EntitlementRef> held, long number, long at) {
        return access(id, account, AccessAction.ACCESS_SNAPSHOT, number, at)
                .setSnapshot(held)
                .build();
    }

    AccessEvent entitlement(
            String id, AccountRef account, EntitlementRef entitlement, boolean grant, long number, long at) {
        AccessAction action = grant ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED;
        return access(id, account, action, number, at)
                .setEntitlement(entitlement)
                .setReason("Changed in the target system by the connector's service account")
                .build();
    }

    /** The approval of a request, which may come before its submission. */
    AccessEvent approved(String id, EntitlementRef entitlement, long number, long at) {
        return AccessEvent.newBuilder()
                .setHeader(Envelopes.header("servicenow-prod", SourceKind.ITSM, number, at))
                .setSubject(Envelopes.subject(id, null))
                .setAction(AccessAction.REQUEST_APPROVED)
                .setEntitlement(entitlement)
                .setRequest(new AccessRequest("RITM" + number, null, "approver", null, null))
                .build();
    }

    AccessEvent disabled(String id, AccountRef account, long number, long at) {
        return access(id, account, AccessAction.ACCOUNT_DISABLED, number, at).build();
    }

    private static AccessEvent.Builder access(
            String id, AccountRef account, AccessAction action, long number, long at) {
        return AccessEvent.newBuilder()
                .setHeader(Envelopes.header("iga-prod", SourceKind.IGA, number, at))
                .setSubject(Envelopes.subject(id, account))
                .setAction(action);
    }

    AuthenticationEvent login(String id, int identity, long number, long at) {
        int draw = random.nextInt(20);
        int place = identity % CITIES.size();
        AuthenticationAction action = draw == 0
                ? AuthenticationAction.LOGIN_FAILED
                : draw < 5 ? AuthenticationAction.TOKEN_ISSUED : AuthenticationAction.LOGIN_SUCCEEDED;
        return AuthenticationEvent.newBuilder()
                .setHeader(Envelopes.header("okta-prod", SourceKind.IDP, number, at))
                .setSubject(Envelopes.subject(id, null))
                .setAction(action)
                .setApplication("application-" + random.nextInt(80))
                .setSourceIp("10." + identity % 200 + "." + random.nextInt(250) + "." + random.nextInt(250))
                .setLocation(new GeoLocation(COUNTRIES.get(place), CITIES.get(place), 47.37 + place, 8.54 - place))
                .setFactor("push")
                .setDevice(DEVICE)
                .setSessionId("idx" + Long.toHexString(random.nextLong()))
                .build();
    }

    PrivilegedSessionEvent session(String id, long number, long at) {
        PrivilegedSessionAction action =
                switch (random.nextInt(10)) {
                    case 0 -> PrivilegedSessionAction.SESSION_STARTED;
                    case 1 -> PrivilegedSessionAction.SESSION_ENDED;
                    case 2 -> PrivilegedSessionAction.FILE_TRANSFERRED;
                    default -> PrivilegedSessionAction.COMMAND_EXECUTED;
                };
        PrivilegedSessionEvent.Builder event = privileged(id, action, number, at);
        if (action == PrivilegedSessionAction.COMMAND_EXECUTED) {
            event.setCommand("systemctl restart service-" + random.nextInt(40));
        }
        return event.setSessionId("session-" + number / 10).build();
    }

    PrivilegedSessionEvent credential(String id, long number, long at) {
        PrivilegedSessionAction action = random.nextBoolean()
                ? PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT
                : PrivilegedSessionAction.CREDENTIAL_CHECKED_IN;
        return privileged(id, action, number, at)
                .setCredentialId("vault/linux/root-" + random.nextInt(2_000))
                .build();
    }

    private PrivilegedSessionEvent.Builder privileged(String id, PrivilegedSessionAction action, long number, long at) {
        Header header = Envelopes.header("pam-prod", SourceKind.PAM, number, at);
        return PrivilegedSessionEvent.newBuilder()
                .setHeader(header)
                .setSubject(Envelopes.subject(id, null))
                .setAction(action)
                .setTarget(new SessionTarget("linux", "host-" + random.nextInt(4_000), "root"));
    }

    ComplianceEvent certified(String id, EntitlementRef entitlement, long number, long at) {
        return ComplianceEvent.newBuilder()
                .setHeader(Envelopes.header("iga-prod", SourceKind.IGA, number, at))
                .setSubject(Envelopes.subject(id, null))
                .setAction(ComplianceAction.CERTIFICATION_ITEM_DECIDED)
                .setCampaignId("campaign-1")
                .setItemId("item-" + number)
                .setReviewerId("E0000001")
                .setDecision(CertificationDecision.CERTIFY)
                .setEntitlement(entitlement)
                .build();
    }
}
