package dev.sluice.generate;

import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.GeoLocation;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.SessionTarget;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalTime;
import java.util.List;
import java.util.Locale;
import java.util.UUID;
import java.util.function.UnaryOperator;

/** What a person does with the access: log-ins with their challenges, privileged sessions, check-outs, pipelines. */
final class Activity {
    private static final List<String> APPLICATIONS =
            List.of("Slack", "Workday", "Salesforce", "SAP Fiori", "GitHub", "AWS Console", "Jira", "Box");
    private static final List<String> FACTORS = List.of("push", "webauthn", "totp");
    private static final List<String> COMMANDS =
            List.of("systemctl status payments", "kubectl get pods -n payments", "journalctl -u gateway", "df -h");
    private static final List<String> DEVICES =
            List.of("Windows 11 / Edge", "macOS 15 / Safari", "iOS 18 / Okta Mobile");

    private final Person person;
    private final Dice dice;
    private final Headers headers;
    private final EventSink sink;
    private String session;

    Activity(Person person, Dice dice, Headers headers, EventSink sink) {
        this.person = person;
        this.dice = dice;
        this.headers = headers;
        this.sink = sink;
    }

    /** Everything from one instant to another; about two log-ins a month are worth telling. */
    void during(Instant from, Instant until) {
        int months = (int) Math.max(1, Duration.between(from, until).toDays() / 30);
        for (int i = dice.between(months, months * 3); i > 0; i--) {
            logIn(workingTime(from, until));
        }
        boolean privileged = person.systems().stream()
                .anyMatch(system -> system.id().equals("vault") || system.id().equals("aws-prod"));
        if (privileged) {
            for (int i = dice.between(months / 2, months); i > 0; i--) {
                privilegedWork(workingTime(from, until));
            }
        }
    }

    private Instant workingTime(Instant from, Instant until) {
        Instant any = dice.between(from, until);
        LocalDate day = any.atZone(person.location().zone()).toLocalDate();
        Instant working = day.atTime(LocalTime.of(dice.between(7, 18), dice.between(0, 59), dice.between(0, 59)))
                .atZone(person.location().zone())
                .toInstant()
                .plusMillis(dice.below(1000));
        return working.isBefore(from) || !working.isBefore(until) ? any : working;
    }

    private void logIn(Instant at) {
        session = "idx" + Long.toString(dice.next() >>> 1, 36);
        String ip = "203.0.113." + dice.between(1, 254);
        String application = dice.pick(APPLICATIONS);
        String device = dice.pick(DEVICES);
        UnaryOperator<AuthenticationEvent.Builder> content = event -> event.setApplication(application)
                .setSourceIp(ip)
                .setDevice(device)
                .setSessionId(session);
        Instant now = at;
        if (dice.chance(0.08)) {
            authentication(AuthenticationAction.LOGIN_FAILED, now, event -> content.apply(event)
                    .setReason("INVALID_CREDENTIALS"));
            now = now.plusSeconds(dice.between(4, 40));
        }
        if (dice.chance(0.6)) {
            String factor = dice.pick(FACTORS);
            authentication(AuthenticationAction.MFA_CHALLENGED, now, event -> content.apply(event)
                    .setFactor(factor));
            now = now.plusSeconds(dice.between(2, 25));
            boolean denied = dice.chance(0.03);
            authentication(
                    denied ? AuthenticationAction.MFA_DENIED : AuthenticationAction.MFA_SUCCEEDED,
                    now,
                    event -> content.apply(event).setFactor(factor));
            if (denied) {
                return;
            }
        }
        authentication(AuthenticationAction.LOGIN_SUCCEEDED, now.plusMillis(dice.between(50, 900)), content);
        if (dice.chance(0.2)) {
            authentication(AuthenticationAction.TOKEN_ISSUED, now.plusSeconds(dice.between(1, 5)), content);
        }
        if (dice.chance(0.25)) {
            authentication(AuthenticationAction.LOGOUT, now.plusSeconds(dice.between(600, 30_000)), content);
        }
    }

    private void authentication(
            AuthenticationAction action, Instant at, UnaryOperator<AuthenticationEvent.Builder> content) {
        Location place = person.location();
        AuthenticationEvent.Builder event = AuthenticationEvent.newBuilder()
                .setHeader(headers.next("okta-prod", SourceKind.IDP, at, null))
                .setSubject(subject("okta", person.email()))
                .setAction(action)
                .setLocation(new GeoLocation(place.country(), place.city(), place.latitude(), place.longitude()));
        sink.accept(EventFile.AUTHENTICATION, at, content.apply(event).build());
    }

    private void privilegedWork(Instant at) {
        switch (dice.between(0, 2)) {
            case 0 -> recordedSession(at);
            case 1 -> lease(at);
            default -> pipeline(at);
        }
    }

    private void recordedSession(Instant at) {
        String host = String.format(Locale.ROOT, "pay-prod-%02d.%s", dice.between(1, 12), Person.DOMAIN);
        String credential = "cred-" + host.substring(0, 11);
        String ticket = dice.chance(0.7) ? "CHG" + (30_000 + dice.below(9_000)) : null;
        String id = "psm-" + Long.toString(dice.next() >>> 1, 36);
        SessionTarget target = new SessionTarget("linux-prod", host, "root");
        UnaryOperator<PrivilegedSessionEvent.Builder> content = event -> event.setSessionId(id)
                .setTarget(target)
                .setCredentialId(credential)
                .setTicketId(ticket);
        privileged(
                "cyberark-prod",
                SourceKind.PAM,
                PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT,
                at,
                event -> content.apply(event).setExpiresAt(at.plus(Duration.ofHours(4))));
        Instant now = at.plusSeconds(dice.between(5, 60));
        privileged("cyberark-prod", SourceKind.PAM, PrivilegedSessionAction.SESSION_STARTED, now, content);
        for (int i = dice.between(1, 4); i > 0; i--) {
            now = now.plusSeconds(dice.between(20, 400));
            String command = dice.pick(COMMANDS);
            privileged(
                    "cyberark-prod",
                    SourceKind.PAM,
                    PrivilegedSessionAction.COMMAND_EXECUTED,
                    now,
                    event -> content.apply(event).setCommand(command));
        }
        now = now.plusSeconds(dice.between(30, 900));
        privileged("cyberark-prod", SourceKind.PAM, PrivilegedSessionAction.SESSION_ENDED, now, content);
        privileged(
                "cyberark-prod",
                SourceKind.PAM,
                PrivilegedSessionAction.CREDENTIAL_CHECKED_IN,
                now.plusSeconds(9),
                content);
        privileged(
                "cyberark-prod",
                SourceKind.PAM,
                PrivilegedSessionAction.CREDENTIAL_ROTATED,
                now.plusSeconds(1_800),
                content);
    }

    private void lease(Instant at) {
        String id = "database/creds/payments/" + Long.toString(dice.next() >>> 1, 36);
        SessionTarget target = new SessionTarget("postgres-prod", "payments-db", null);
        privileged(
                "vault-audit", SourceKind.PAM, PrivilegedSessionAction.SECRET_LEASED, at, event -> event.setLeaseId(id)
                        .setTarget(target)
                        .setExpiresAt(at.plus(Duration.ofHours(1))));
        if (dice.chance(0.7)) {
            privileged(
                    "vault-audit",
                    SourceKind.PAM,
                    PrivilegedSessionAction.SECRET_RETURNED,
                    at.plusSeconds(dice.between(60, 3_500)),
                    event -> event.setLeaseId(id).setTarget(target));
        }
    }

    private void pipeline(Instant at) {
        String id = "deploy-payments-" + (10_000 + dice.below(80_000));
        SessionTarget target = new SessionTarget("aws-prod", null, "deploy-role");
        UnaryOperator<PrivilegedSessionEvent.Builder> content =
                event -> event.setPipelineId(id).setTarget(target);
        String source = "github-actions";
        privileged(source, SourceKind.DEVOPS, PrivilegedSessionAction.PIPELINE_STARTED, at, content);
        privileged(source, SourceKind.DEVOPS, PrivilegedSessionAction.SECRET_RETRIEVED, at.plusSeconds(14), content);
        Instant ended = at.plusSeconds(dice.between(90, 1_500));
        privileged(source, SourceKind.DEVOPS, PrivilegedSessionAction.PIPELINE_ENDED, ended, content);
    }

    private void privileged(
            String source,
            SourceKind kind,
            PrivilegedSessionAction action,
            Instant at,
            UnaryOperator<PrivilegedSessionEvent.Builder> content) {
        PrivilegedSessionEvent.Builder event = PrivilegedSessionEvent.newBuilder()
                .setHeader(headers.next(source, kind, at, null))
                .setSubject(
                        Subject.newBuilder().setIdentityId(person.identityId()).build())
                .setAction(action);
        sink.accept(EventFile.PRIVILEGED_SESSION, at, content.apply(event).build());
    }

    private Subject subject(String system, String account) {
        return Subject.newBuilder()
                .setIdentityId(person.identityId())
                .setAccount(AccountRef.newBuilder()
                        .setSystem(system)
                        .setName(account)
                        .setExternalId(new UUID(person.number(), 0x8000L).toString())
                        .build())
                .build();
    }
}
