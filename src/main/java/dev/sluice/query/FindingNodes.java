package dev.sluice.query;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.finding.FindingState;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.Evidence;
import dev.sluice.event.Finding;
import dev.sluice.event.FindingStatus;
import java.util.List;

/** A finding as it is remembered, and as the rules tell it now. */
final class FindingNodes {
    /** Entitlements that a list tells of one finding. */
    private static final int LISTED = 50;

    private FindingNodes() {}

    /** As a list has it; of very many entitlements the first. */
    static ObjectNode brief(String key, FindingState finding, Policies policies) {
        return node(key, finding, policies, LISTED);
    }

    /** All that is known, with the sentence and the evidence as the rules tell them now. */
    static ObjectNode full(String key, FindingState finding, Policies policies, Finding told) {
        ObjectNode node = node(key, finding, policies, finding.entitlements().size());
        if (told != null) {
            tell(node, told);
            ArrayNode evidence = node.putArray("evidence");
            for (Evidence one : told.getEvidence()) {
                ObjectNode shown = evidence.addObject();
                Nodes.text(shown, "eventId", one.getEventId());
                shown.set("path", Nodes.texts(one.getPath()));
                Nodes.text(shown, "text", one.getText());
            }
        }
        return node;
    }

    /** Adds the sentence, and who answers for it. */
    static ObjectNode tell(ObjectNode node, Finding told) {
        node.put("summary", told.getSummary());
        Nodes.text(node, "owner", told.getOwner());
        return node;
    }

    private static ObjectNode node(String key, FindingState finding, Policies policies, int most) {
        ObjectNode node = Nodes.object();
        node.put("findingId", finding.findingId());
        node.put("kind", finding.kind());
        node.put("status", finding.status().name());
        node.put("severity", finding.severity().name());
        subject(node, key);
        if (!finding.system().isEmpty() && !node.has("account")) {
            node.set("account", Nodes.account(finding.system(), finding.account()));
        }
        Nodes.text(node, "ruleId", finding.ruleId());
        Nodes.text(node, "scope", finding.scope());
        ArrayNode entitlements = node.putArray("entitlements");
        List<EntitlementKey> all = finding.entitlements();
        all.subList(0, Math.min(most, all.size())).forEach(e -> entitlements.add(Nodes.entitlement(e)));
        if (all.size() > most) {
            node.put("entitlementCount", all.size());
        }
        Nodes.instant(node, "openedAt", finding.openedAt());
        if (finding.status() == FindingStatus.OPEN) {
            Nodes.instant(
                    node, "dueAt", policies.settings().remediation().dueAt(finding.severity(), finding.openedAt()));
        }
        if (finding.startsAt() > 0) {
            Nodes.instant(node, "startsAt", finding.startsAt());
        }
        node.put("episode", finding.episode());
        node.put("count", finding.count());
        return node;
    }

    /** Whom it is about: an identity, an account of which that is not known, or an address from which people log in. */
    static void subject(ObjectNode node, String key) {
        if (SubjectKeys.isAccount(key)) {
            node.set(
                    "account",
                    Nodes.account(
                            SubjectKeys.accountOf(key).system(),
                            SubjectKeys.accountOf(key).name()));
        } else if (SubjectKeys.isAddress(key)) {
            node.put("address", SubjectKeys.addressOf(key));
        } else if (SubjectKeys.isGroup(key)) {
            node.putObject("group")
                    .put("system", SubjectKeys.systemOfGroup(key))
                    .put("name", SubjectKeys.nameOfGroup(key));
        } else {
            node.put("identityId", key);
        }
    }
}
