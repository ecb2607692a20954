package dev.sluice.torture.oracle;

import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * C2, C10: every copy of a store, on whichever instance, holds what its changelog holds: those that lived through all of it, those
 * of standbys, and those that were restored into an empty directory.
 */
public final class SameStores implements Check {
    /** The one that works, and a standby. */
    private static final int COPIES = 2;

    private final Map<String, Content> changelogs;
    private final List<Copy> copies;
    private final int wiped;

    /**
     * What a store holds.
     *
     * @param rows how many
     * @param hash the SHA-256 of all in order of the keys, hexadecimal
     */
    public record Content(long rows, String hash) {}

    /**
     * A store in a directory.
     *
     * @param instance whose
     * @param store its name and partition
     * @param content what it holds
     * @param isCurrent whether it has all of its changelog by its own account; not so of what a task that moved away left behind
     */
    public record Copy(int instance, String store, Content content, boolean isCurrent) {}

    /**
     * A check.
     *
     * @param changelogs what each store's changelog holds, by name and partition
     * @param copies the stores found
     * @param wiped the instance whose directory was emptied before
     */
    public SameStores(Map<String, Content> changelogs, List<Copy> copies, int wiped) {
        this.changelogs = changelogs;
        this.copies = copies;
        this.wiped = wiped;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C10 stores equal their changelogs");
        long restored = 0;
        long rows = 0;
        long left = 0;
        Map<String, Integer> current = new HashMap<>();
        for (Copy copy : copies) {
            if (!copy.isCurrent()) {
                left++;
                continue;
            }
            Content log = changelogs.get(copy.store());
            if (log == null) {
                notes.problem("instance " + copy.instance() + " has " + copy.store() + ", which has no changelog");
            } else if (!log.equals(copy.content())) {
                notes.problem("instance " + copy.instance() + ", " + copy.store() + ": "
                        + copy.content().rows() + " rows " + shortened(copy.content()) + ", its changelog has "
                        + log.rows() + " rows " + shortened(log));
            }
            rows += copy.content().rows();
            current.merge(copy.store(), 1, Integer::sum);
            if (copy.instance() == wiped) {
                restored++;
            }
        }
        for (Map.Entry<String, Content> log : changelogs.entrySet()) {
            int count = current.getOrDefault(log.getKey(), 0);
            if (count < COPIES) {
                notes.problem(count + " instances have all of " + log.getKey() + ", not " + COPIES);
            }
        }
        if (restored == 0) {
            notes.problem("nothing was restored by instance " + wiped + ", whose directory was emptied");
        }
        notes.figure("stores", changelogs.size());
        notes.figure("copies", copies.size() - left);
        notes.figure("left behind", left);
        notes.figure("rows", rows);
        notes.figure("copies restored into an empty directory", restored);
        return notes.verdict();
    }

    private static String shortened(Content content) {
        return content.hash().substring(0, Math.min(12, content.hash().length()));
    }
}
