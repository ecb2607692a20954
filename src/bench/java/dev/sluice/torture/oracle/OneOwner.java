package dev.sluice.torture.oracle;

import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** C6: in the end each input partition belongs to exactly one member of the group. */
public final class OneOwner implements Check {
    private final Map<String, List<String>> owners;

    /**
     * A check.
     *
     * @param owners the members that have each partition, by its name
     */
    public OneOwner(Map<String, List<String>> owners) {
        this.owners = owners;
    }

    @Override
    public Verdict judge() {
        Verdict.Notes notes = new Verdict.Notes("C6 one owner each");
        new TreeMap<>(owners).forEach((partition, members) -> {
            if (members.size() != 1) {
                notes.problem(partition + " belongs to " + members);
            }
        });
        notes.figure("partitions", owners.size());
        notes.figure(
                "members",
                owners.values().stream().flatMap(List::stream).distinct().count());
        if (owners.isEmpty()) {
            notes.problem("no partition is looked at");
        }
        return notes.verdict();
    }
}
