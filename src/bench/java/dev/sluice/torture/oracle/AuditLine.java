package dev.sluice.torture.oracle;

/**
 * A record of the audit, as far as it is judged.
 *
 * @param partition the partition that it is on
 * @param auditId its id
 * @param isInput whether it speaks of an input, not of a decision
 * @param outcome what became of the input
 * @param writer who wrote it
 * @param sequence the order at that writer
 * @param category the input's topic, or what a decision is about
 * @param action the decision's new status
 * @param eventId the input's source and id; null if unknown
 * @param input where the input is, null if there is none
 * @param identityId who it is about, null if unknown
 * @param subjectId the finding, command or ticket that was decided, null if none
 * @param at when it occurred, of an input; when it was decided, of a decision (ms since the epoch)
 * @param chainId the chain that it is part of
 * @param previousHash the hash of the record before it in the chain, hexadecimal
 * @param hash its own, hexadecimal
 */
public record AuditLine(
        int partition,
        String auditId,
        boolean isInput,
        String outcome,
        int writer,
        long sequence,
        String category,
        String action,
        String eventId,
        Place input,
        String identityId,
        String subjectId,
        long at,
        String chainId,
        String previousHash,
        String hash) {
    /** Whether it speaks of one of the records that were fed, and not of what tasks tell each other or of policies. */
    boolean isOfAnEvent() {
        return isInput && input != null && Inputs.TOPICS.contains(input.topic());
    }
}
