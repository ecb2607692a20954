package dev.sluice.generate;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Policies under which joiners and movers are given access: one role for all who work here, and one for each department. */
public final class RolePolicies {
    /** How long a mover keeps what the old department gave. */
    public static final Duration OVERLAP = Duration.ofDays(7);

    /** The systems in which everybody has an account. */
    public static final List<String> OF_ALL = List.of("okta", "ad");

    private RolePolicies() {}

    /**
     * Writes the organisation's systems and the roles.
     *
     * @param directory where to; created if absent
     * @param more what else is said of each system, in YAML
     * @throws IOException if a file can't be written
     */
    public static void write(Path directory, String more) throws IOException {
        Files.createDirectories(directory);
        for (TargetSystem system : TargetSystem.ALL) {
            Files.writeString(directory.resolve("system-" + system.id() + ".yaml"), system.policy() + more);
        }
        role(directory, "staff", "workerType: [EMPLOYEE, CONTRACTOR]", ofAll(), "");
        for (Department department : Department.ALL) {
            role(
                    directory,
                    id(department.name()),
                    "department: [\"" + department.name() + "\"]",
                    department.access(),
                    "overlap: " + OVERLAP + "\n");
        }
    }

    private static Map<String, List<String>> ofAll() {
        Map<String, List<String>> grants = new TreeMap<>();
        OF_ALL.forEach(system -> grants.put(system, TargetSystem.of(system).everyone()));
        return grants;
    }

    private static String id(String department) {
        return department.toLowerCase(java.util.Locale.ROOT).replace(' ', '-');
    }

    private static void role(Path directory, String id, String when, Map<String, List<String>> grants, String more)
            throws IOException {
        StringBuilder role = new StringBuilder("kind: Role\nid: " + id + "\nwhen: {" + when + "}\ngrants:\n");
        new TreeMap<>(grants)
                .forEach(
                        (system, names) -> names.forEach(name -> role.append("  - \"" + system + ":" + name + "\"\n")));
        Files.writeString(directory.resolve("role-" + id + ".yaml"), role + more);
    }
}
