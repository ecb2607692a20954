package dev.sluice.generate;

import dev.sluice.event.SourceKind;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;

/**
 * A target system of the organisation and what its policy says of leavers.
 *
 * @param id the system's id
 * @param mode the mode of its policy, null if it names none
 * @param disable when accounts are to be disabled, counted from the end of employment
 * @param revoke when entitlements are to be revoked, counted from the end of employment
 * @param residue how long after that a finding opens
 * @param source the instance that reports its facts
 * @param sourceKind what kind of system that is
 * @param everyone what each of its accounts gets
 * @param optional what is asked for now and then
 * @param temporary what is only ever given for a time
 */
public record TargetSystem(
        String id,
        Mode mode,
        Duration disable,
        Duration revoke,
        Duration residue,
        String source,
        SourceKind sourceKind,
        List<String> everyone,
        List<String> optional,
        String temporary) {
    /** What a policy has Sluice do. */
    public enum Mode {
        /** Commands and findings. */
        ENFORCE,
        /** Findings only. */
        REPORT,
        /** Nothing. */
        IGNORE
    }

    private static final Duration RETENTION = Duration.ofDays(30);

    /** The organisation's systems. Offsets differ on purpose; jira's policy names no mode and so gets the defaults. */
    static final List<TargetSystem> ALL = List.of(
            new TargetSystem(
                    "okta",
                    Mode.ENFORCE,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofHours(1),
                    "okta-prod",
                    SourceKind.IDP,
                    List.of("Everyone", "App-Slack", "App-Zoom"),
                    List.of("App-Box", "App-Miro", "App-Figma", "App-Tableau"),
                    "App-AdminConsole"),
            new TargetSystem(
                    "ad",
                    Mode.ENFORCE,
                    Duration.ZERO,
                    Duration.ofDays(7),
                    Duration.ofDays(2),
                    "ad-corp",
                    SourceKind.DIRECTORY,
                    List.of("GG-All-Staff", "GG-VPN-Users"),
                    List.of("GG-Projects-RW", "GG-Printers-Color", "GG-Citrix-Users"),
                    "GG-Local-Admin-Temp"),
            new TargetSystem(
                    "sap",
                    Mode.ENFORCE,
                    Duration.ZERO,
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    "sap-grc",
                    SourceKind.IGA,
                    List.of("ESS_EMPLOYEE"),
                    List.of("PO_APPROVE", "VENDOR_DISPLAY", "CO_REPORTING", "TRAVEL_APPROVE"),
                    "FF_EMERGENCY"),
            new TargetSystem(
                    "salesforce",
                    Mode.ENFORCE,
                    Duration.ofHours(4),
                    Duration.ofDays(1),
                    Duration.ofDays(2),
                    "sailpoint-prod",
                    SourceKind.IGA,
                    List.of("Standard User"),
                    List.of("PS_API_Enabled", "PS_Mass_Email", "PS_View_All_Accounts"),
                    "PS_Modify_All_Data"),
            new TargetSystem(
                    "vault",
                    Mode.ENFORCE,
                    Duration.ZERO,
                    Duration.ZERO,
                    Duration.ofHours(4),
                    "vault-audit",
                    SourceKind.PAM,
                    List.of("default"),
                    List.of("pki-issue", "transit-encrypt", "kv-shared-read"),
                    "break-glass-root"),
            new TargetSystem(
                    "aws-prod",
                    Mode.ENFORCE,
                    Duration.ofMinutes(15),
                    Duration.ofHours(1),
                    Duration.ofHours(12),
                    "aws-cloudtrail",
                    SourceKind.CLOUD,
                    List.of("ViewOnlyAccess"),
                    List.of("Billing", "SupportUser", "NetworkAdministrator"),
                    "AdministratorAccess"),
            new TargetSystem(
                    "github",
                    Mode.REPORT,
                    Duration.ZERO,
                    Duration.ofDays(2),
                    Duration.ofDays(1),
                    "github-audit",
                    SourceKind.DEVOPS,
                    List.of("org-member"),
                    List.of("team-docs-write", "team-release-maintain", "team-security-read"),
                    "org-owner"),
            new TargetSystem(
                    "servicenow",
                    Mode.IGNORE,
                    Duration.ZERO,
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    "servicenow-prod",
                    SourceKind.ITSM,
                    List.of("snc_internal"),
                    List.of("catalog_admin", "knowledge_admin", "report_user"),
                    "admin"),
            new TargetSystem(
                    "jira",
                    null,
                    Duration.ZERO,
                    Duration.ofDays(1),
                    Duration.ofDays(1),
                    "sailpoint-prod",
                    SourceKind.IGA,
                    List.of("jira-users"),
                    List.of("project-HR-viewers", "project-OPS-admins", "board-admins"),
                    "jira-administrators"));

    static TargetSystem of(String id) {
        return ALL.stream()
                .filter(system -> system.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("There is no target system " + id));
    }

    Instant disableAt(Instant end) {
        return end.plus(disable);
    }

    Instant revokeAt(Instant end) {
        return end.plus(revoke);
    }

    Instant findingAt(Instant end) {
        return revokeAt(end).plus(residue);
    }

    /** The retention is the default one in every system. */
    Instant deleteAt(Instant end, Instant disabled) {
        return (disabled.isAfter(end) ? disabled : end).plus(RETENTION);
    }

    boolean enforced() {
        return mode == Mode.ENFORCE;
    }

    /** The account's name as this system spells it. */
    String accountOf(Person person) {
        return switch (id) {
            case "okta", "aws-prod" -> person.email();
            case "salesforce" -> person.email() + ".prod";
            case "sap" -> person.userName().toUpperCase(Locale.ROOT).replace(".", "");
            case "github" -> person.userName().replace('.', '-') + "-meridian";
            case "vault" -> "oidc/" + person.userName();
            default -> person.userName();
        };
    }

    /** The policy document. No roles explain what people hold here, so access without a reason is ignored. */
    String policy() {
        String unsanctioned = "\nunsanctioned: ignore\n";
        if (mode == null) {
            return "kind: System\nid: " + id + unsanctioned;
        }
        return "kind: System\nid: " + id + "\nmode: " + mode.name().toLowerCase(Locale.ROOT) + unsanctioned
                + "leaver:\n  disable: " + iso(disable) + "\n  revoke: " + iso(revoke) + "\n  residue: " + iso(residue)
                + "\n";
    }

    private static String iso(Duration duration) {
        return duration.toHours() > 0 && duration.toHours() % 24 == 0
                ? "P" + duration.toDays() + "D"
                : duration.toString();
    }
}
