package dev.sluice.torture.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** C7: each record of the audit follows the one before it in its chain, and each writer has one chain; the verifier says so, too. */
public final class ChainsUnbroken implements Check {
    private static final String FIRST = "0".repeat(64);

    private final List<AuditLine> audit;
    private final int verifierExit;
    private final String verifierWords;

    /**
     * A check.
     *
     * @param audit the audit, each partition in its order
     * @param verifierExit the exit code of {@code sluice audit verify --whole}
     * @param verifierWords what that said
     */
    public ChainsUnbroken(List<AuditLine> audit, int verifierExit, String verifierWords) {
        this.audit = audit;
        this.verifierExit = verifierExit;
        this.verifierWords = verifierWords;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C7 the audit proves itself");
        Map<String, String> heads = new HashMap<>();
        Map<Integer, String> chains = new HashMap<>();
        for (AuditLine line : audit) {
            String head = heads.getOrDefault(line.chainId(), FIRST);
            if (!head.equals(line.previousHash())) {
                notes.problem("writer " + line.writer() + ", sequence " + line.sequence()
                        + " does not follow the record before it");
            }
            heads.put(line.chainId(), line.hash());
            String chain = chains.putIfAbsent(line.writer(), line.chainId());
            if (chain != null && !chain.equals(line.chainId())) {
                chains.put(line.writer(), line.chainId());
                notes.problem("writer " + line.writer() + " began another chain at sequence " + line.sequence());
            }
        }
        if (verifierExit != 0) {
            notes.problem("sluice audit verify ended with " + verifierExit + ": " + verifierWords);
        }
        notes.figure("records", audit.size());
        notes.figure("chains", heads.size());
        return notes.verdict();
    }
}
