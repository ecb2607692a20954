package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.audit.proof.AuditReport;
import dev.sluice.audit.proof.ChainReport;
import dev.sluice.audit.proof.Defect;
import java.util.List;

/** What {@code ./sluice audit verify} says, to people and to machines. */
final class AuditReportText {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final AuditReport report;
    private final boolean hasToBeWhole;
    private final long maxUncovered;

    /**
     * A text.
     *
     * @param report what was found
     * @param hasToBeWhole whether the first records have to be there
     * @param maxUncovered how many records may follow the last checkpoint of a chain
     */
    AuditReportText(AuditReport report, boolean hasToBeWhole, long maxUncovered) {
        this.report = report;
        this.hasToBeWhole = hasToBeWhole;
        this.maxUncovered = maxUncovered;
    }

    /** Whether nothing is wrong. */
    boolean isGood() {
        return report.isIntact() && isCovered() && (!hasToBeWhole || report.isWhole());
    }

    private boolean isCovered() {
        return report.chains().stream().allMatch(chain -> chain.uncovered() <= maxUncovered);
    }

    /** For people, without a line feed at its end. */
    String plain() {
        StringBuilder text = new StringBuilder();
        for (ChainReport chain : report.chains()) {
            text.append(line(chain));
            defects(chain.defects(), text);
            long more = chain.defectCount() - chain.defects().size();
            if (more > 0) {
                text.append(String.format("  and %,d more%n", more));
            }
        }
        defects(report.defects(), text);
        if (!report.gone().isEmpty()) {
            text.append(String.format(
                    "%d earlier chains of which no record is left.%n",
                    report.gone().size()));
        }
        if (report.unchained() > 0) {
            text.append(String.format("%,d records from before there were chains.%n", report.unchained()));
        }
        return text.append(verdict()).toString();
    }

    private static String line(ChainReport chain) {
        String said = chain.defectCount() > 0
                ? chain.defectCount() + " defects"
                : chain.isProven() ? "intact" : "no signed checkpoint tells of it";
        return String.format(
                "writer %d, chain %s: %,d records, sequence %d to %d%s, %d checkpoints%s%s, %,d records after the last: %s%n",
                chain.writer(),
                chain.chainId(),
                chain.records(),
                chain.firstSequence(),
                chain.lastSequence(),
                chain.isWhole() ? "" : " (what was before is gone)",
                chain.checkpoints(),
                chain.witnessed() > 0 ? " (" + chain.witnessed() + " of them witnessed)" : "",
                chain.reissued() > 0 ? ", " + chain.reissued() + " times written again" : "",
                chain.uncovered(),
                said);
    }

    private static void defects(List<Defect> defects, StringBuilder text) {
        for (Defect defect : defects) {
            text.append(String.format(
                    "  %s at %s: %s%n", defect.kind(), Printable.of(defect.where()), Printable.of(defect.text())));
        }
    }

    private String verdict() {
        boolean isOnlyUnproven =
                report.defects().isEmpty() && report.chains().stream().allMatch(chain -> chain.defectCount() == 0);
        if (isOnlyUnproven && report.records() == 0) {
            return "There are no records of chains.";
        }
        if (report.isIntact() && hasToBeWhole && !report.isWhole()) {
            return "What is there is intact, but the first records are gone.";
        }
        if (report.isIntact() && !isCovered()) {
            return "What is signed is intact, but more than " + maxUncovered
                    + " records of a chain come after its last signed checkpoint: nobody vouches for them.";
        }
        if (report.isIntact()) {
            return report.isWhole() ? "The audit is intact." : "The audit is intact; its first records are gone.";
        }
        return isOnlyUnproven
                ? "The audit is NOT proven: of some chains no signed checkpoint tells, or none of the notes that were kept. One that"
                        + " has just begun gets a checkpoint within sluice.audit.checkpoint.interval.ms."
                : "The audit is NOT as it was written.";
    }

    /** For machines. */
    String json() {
        ObjectNode node = JSON.createObjectNode();
        node.put("intact", isGood());
        node.put("whole", report.isWhole());
        node.put("records", report.records());
        node.put("unchained", report.unchained());
        node.put("bytes", report.bytes());
        report.gone().forEach(node.putArray("gone")::add);
        ArrayNode chains = node.putArray("chains");
        for (ChainReport chain : report.chains()) {
            ObjectNode one = chains.addObject();
            one.put("chainId", chain.chainId());
            one.put("writer", chain.writer());
            one.put("records", chain.records());
            one.put("whole", chain.isWhole());
            one.put("firstSequence", chain.firstSequence());
            one.put("lastSequence", chain.lastSequence());
            one.put("checkpoints", chain.checkpoints());
            one.put("coveredTo", chain.coveredTo());
            one.put("uncovered", chain.uncovered());
            one.put("witnessed", chain.witnessed());
            one.put("reissued", chain.reissued());
            one.put("proven", chain.isProven());
            one.put("defectCount", chain.defectCount());
            defects(chain.defects(), one.putArray("defects"));
        }
        defects(report.defects(), node.putArray("defects"));
        return node.toPrettyString();
    }

    private static void defects(List<Defect> defects, ArrayNode into) {
        for (Defect defect : defects) {
            into.addObject()
                    .put("kind", defect.kind().name())
                    .put("sequence", defect.sequence())
                    .put("where", defect.where())
                    .put("text", defect.text());
        }
    }
}
