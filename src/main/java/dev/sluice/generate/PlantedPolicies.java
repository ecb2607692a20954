package dev.sluice.generate;

import dev.sluice.event.EntitlementRef;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.TreeMap;

/** What the policies say of systems in which only planted figures have accounts, and of who may have and do what there. */
final class PlantedPolicies {
    /** Reported on. Guests stay for a limited time here, and campaigns, a role and a rule are about what it gives. */
    static final String LEDGER = "ledger";

    /** Reported on. Whose an account is follows from its name, which is an address. */
    static final String WIKI = "wiki";

    /** Enforced. */
    static final String TREASURY = "treasury";

    /** Enforced. Commands are issued three times, and accounts of who left are kept for a year. */
    static final String BADGES = "badges";

    /** When all waits for an answer are over, if none of them is longer. */
    static final Duration WAITED = Duration.ofHours(7);

    /** Reported on. What is held here needs a reason, which may be told a little later. */
    static final String PAYROLL = "payroll";

    /** How much later. */
    static final Duration REASON_MAY_FOLLOW = Duration.ofDays(2);

    /** Reported on. Accounts are not to be unused for long. */
    static final String ARCHIVE = "archive";

    /** How long. */
    static final Duration UNUSED_FOR = Duration.ofDays(60);

    /** How long guests stay. */
    static final Duration GUESTS_STAY = Duration.ofDays(60);

    /** The department of which the role is. */
    static final String BOOKKEEPING = "Bookkeeping";

    /** What the role gives. */
    static final EntitlementRef BASE = ledger("base");

    /** What somebody asks for, or a reviewer revokes. */
    static final EntitlementRef PAY = new EntitlementRef(TREASURY, "pay");

    /** What must not meet. */
    static final EntitlementRef POST = ledger("post");

    /** What must not meet it. */
    static final EntitlementRef APPROVE = ledger("approve");

    /** The rule that says so. */
    static final String RULE = "LEDGER-01";

    private static final String IGNORED = "unsanctioned: ignore\n";

    private PlantedPolicies() {}

    static EntitlementRef ledger(String name) {
        return new EntitlementRef(LEDGER, name);
    }

    static void write(GeneratorSettings settings, Path directory) throws IOException {
        for (Map.Entry<String, String> document : documents(settings).entrySet()) {
            Files.writeString(directory.resolve(document.getKey() + ".yaml"), document.getValue());
        }
    }

    private static Map<String, String> documents(GeneratorSettings settings) {
        Map<String, String> documents = new TreeMap<>();
        documents.put(
                "system-" + LEDGER, system(LEDGER, "report", IGNORED + "guests: P" + GUESTS_STAY.toDays() + "D\n"));
        documents.put("system-" + WIKI, system(WIKI, "report", IGNORED + "correlate:\n  - {attribute: email}\n"));
        documents.put("system-" + TREASURY, system(TREASURY, "enforce", IGNORED));
        documents.put(
                "system-" + BADGES,
                system(
                        BADGES,
                        "enforce",
                        IGNORED
                                + "leaver: {delete: P365D}\nretry: {first: PT1H, factor: 2, max: PT4H, attempts: 3}\n"));
        documents.put(
                "system-" + PAYROLL,
                system(
                        PAYROLL,
                        "report",
                        "unsanctioned: report\nfindings:\n  UNSANCTIONED_ACCESS: {grace: P" + REASON_MAY_FOLLOW.toDays()
                                + "D}\n"));
        documents.put(
                "system-" + ARCHIVE,
                system(ARCHIVE, "report", IGNORED + "dormantAfter: P" + UNUSED_FOR.toDays() + "D\n"));
        documents.put(
                "role-bookkeeper",
                "kind: Role\nid: bookkeeper\nwhen: {department: [" + BOOKKEEPING + "]}\ngrants: [\"" + text(BASE)
                        + "\"]\n");
        documents.put(
                "sod-ledger",
                "kind: SodRule\nid: " + RULE + "\nname: Post and approve\nseverity: MEDIUM\nstage: record\nfunctions:\n"
                        + function("post", POST) + function("approve", APPROVE));
        for (PlantedCampaign campaign : PlantedCampaign.values()) {
            if (campaign.isRunByPolicy()) {
                documents.put("campaign-" + campaign.id(), campaign.policy(settings));
            }
        }
        return documents;
    }

    private static String system(String id, String mode, String more) {
        return "kind: System\nid: " + id + "\nmode: " + mode + "\n" + more;
    }

    private static String function(String name, EntitlementRef entitlement) {
        return "  - name: " + name + "\n    entitlements: [\"" + text(entitlement) + "\"]\n";
    }

    private static String text(EntitlementRef entitlement) {
        return entitlement.getSystem() + ":" + entitlement.getName();
    }
}
