package dev.sluice.domain.policy;

import dev.sluice.domain.Glob;
import dev.sluice.domain.access.AccountKey;
import dev.sluice.domain.access.EntitlementKey;
import dev.sluice.domain.sod.Selector;
import dev.sluice.event.Severity;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;

/**
 * What privileged sessions, check-outs and leases have to keep to.
 *
 * @param managed the accounts whose credentials are checked out before a session
 * @param permits what permits a session; the first that names its target counts
 * @param anyTicket whether a ticket that is no request known here permits a session, too
 * @param commands what is of concern when it is run
 * @param grace how far apart what belongs together may be told; zero or more
 * @param longest how long a session goes on; positive
 * @param checkout how long a credential is out; positive
 * @param rotateWithin how soon after its use a credential is changed; null if nobody asks for that
 * @param programs the names of programs that may be told, beside those that everybody knows
 * @param pipelines the systems whose secrets are leased for pipelines that run, and for nothing else
 */
public record SessionRules(
        List<TargetPattern> managed,
        List<Permit> permits,
        boolean anyTicket,
        List<Concern> commands,
        Duration grace,
        Duration longest,
        Duration checkout,
        Duration rotateWithin,
        Set<String> programs,
        Set<String> pipelines) {
    /** Characters of a command that are looked at, blanks that follow on each other counted as one. */
    public static final int LOOKED_AT = 4096;

    /** What is told of programs whose names may be anything. */
    public static final String OTHER_PROGRAMS = "other";

    /** Characters of the path of a program. */
    private static final int MAX_PATH = 256;

    /** What runs on every machine: to tell these names tells nothing that somebody typed by mistake. */
    private static final Set<String> KNOWN_PROGRAMS = Set.of(
            "apt",
            "awk",
            "aws",
            "az",
            "bash",
            "cat",
            "cd",
            "chmod",
            "chown",
            "cp",
            "crontab",
            "curl",
            "cut",
            "date",
            "dd",
            "df",
            "diff",
            "dnf",
            "docker",
            "du",
            "echo",
            "env",
            "exit",
            "find",
            "gcloud",
            "git",
            "grep",
            "gzip",
            "head",
            "helm",
            "hostname",
            "id",
            "ip",
            "iptables",
            "journalctl",
            "kill",
            "kubectl",
            "less",
            "ln",
            "ls",
            "lsof",
            "make",
            "mkdir",
            "more",
            "mount",
            "mv",
            "mysql",
            "nano",
            "netstat",
            "openssl",
            "passwd",
            "ping",
            "pip",
            "pkill",
            "podman",
            "ps",
            "psql",
            "pwd",
            "python",
            "python3",
            "reboot",
            "rm",
            "rpm",
            "rsync",
            "scp",
            "sed",
            "service",
            "sftp",
            "sh",
            "shutdown",
            "sort",
            "ss",
            "ssh",
            "sqlplus",
            "su",
            "sudo",
            "systemctl",
            "tail",
            "tar",
            "tcpdump",
            "tee",
            "terraform",
            "top",
            "touch",
            "umount",
            "uname",
            "unzip",
            "useradd",
            "userdel",
            "usermod",
            "vault",
            "vi",
            "vim",
            "visudo",
            "watch",
            "wget",
            "who",
            "whoami",
            "xargs",
            "yum",
            "zip",
            "zsh");

    /** Five minutes of grace, twelve hours for a session and a check-out; nothing managed, nothing asked for. */
    public static final SessionRules DEFAULTS = new SessionRules(
            List.of(),
            List.of(),
            false,
            List.of(),
            Duration.ofMinutes(5),
            Duration.ofHours(12),
            Duration.ofHours(12),
            null,
            Set.of(),
            Set.of());

    /** Copies, and refuses values out of bounds. */
    public SessionRules {
        managed = List.copyOf(managed);
        permits = List.copyOf(permits);
        commands = List.copyOf(commands);
        Checks.notNegative("sessions.grace", grace);
        Checks.positive("sessions.longest", longest);
        Checks.positive("sessions.checkout", checkout);
        if (rotateWithin != null) {
            Checks.notNegative("sessions.rotateWithin", rotateWithin);
        }
        programs = Set.copyOf(programs);
        pipelines = Set.copyOf(pipelines);
        Set<String> ids = new HashSet<>();
        for (Concern concern : commands) {
            if (!ids.add(concern.id())) {
                throw new IllegalArgumentException(
                        "`sessions.commands` has " + concern.id() + " twice; give each an id of its own.");
            }
        }
    }

    /**
     * What permits sessions with some accounts.
     *
     * @param targets the accounts
     * @param by the entitlements, held or approved, of which one is enough
     */
    public record Permit(List<TargetPattern> targets, List<Selector> by) {
        /** Copies. */
        public Permit {
            targets = List.copyOf(targets);
            by = List.copyOf(by);
        }

        /**
         * Whether an entitlement permits them.
         *
         * @param entitlement the entitlement
         * @return true if so
         */
        public boolean isBy(EntitlementKey entitlement) {
            return by.stream().anyMatch(selector -> selector.matches(entitlement));
        }
    }

    /**
     * A command that is of concern.
     *
     * @param id what it is called
     * @param match what it looks like
     * @param severity how much it matters
     */
    public record Concern(String id, Glob match, Severity severity) {
        /** Refuses null. */
        public Concern {
            Objects.requireNonNull(id, "sessions.commands.id");
            Objects.requireNonNull(match, "sessions.commands.match");
            Objects.requireNonNull(severity, "sessions.commands.severity");
        }
    }

    /**
     * Whether the credential of an account has to be checked out.
     *
     * @param target the account, or null
     * @return true if so
     */
    public boolean isManaged(AccountKey target) {
        return managed.stream().anyMatch(pattern -> pattern.matches(target));
    }

    /**
     * What permits a session with an account.
     *
     * @param target the account, or null
     * @return null if nobody asks for that
     */
    public Permit permitFor(AccountKey target) {
        for (Permit permit : permits) {
            if (permit.targets().stream().anyMatch(pattern -> pattern.matches(target))) {
                return permit;
            }
        }
        return null;
    }

    /**
     * Which concerns a command is of.
     *
     * @param command the command, or null
     * @return the ids, in the order of the policy
     */
    public List<String> concernsOf(String command) {
        if (command == null || commands.isEmpty()) {
            return List.of();
        }
        String seen = collapsed(command);
        return commands.stream()
                .filter(concern -> concern.match().matches(seen))
                .map(Concern::id)
                .toList();
    }

    /** What only moves out of sight by blanks is looked at all the same. */
    private static String collapsed(String command) {
        StringBuilder seen = new StringBuilder();
        for (int i = 0; i < command.length() && seen.length() < LOOKED_AT; i++) {
            char c = command.charAt(i);
            boolean blank = Character.isWhitespace(c);
            if (!blank) {
                seen.append(c);
            } else if (seen.length() > 0 && seen.charAt(seen.length() - 1) != ' ') {
                seen.append(' ');
            }
        }
        return seen.toString();
    }

    /**
     * The name of what is run, if it is one that may be told: people type what is secret where a command is expected.
     *
     * @param command the command, or null
     * @return the name without its path; {@value #OTHER_PROGRAMS} for any other
     */
    public String program(String command) {
        String text = command == null ? "" : command.strip();
        int end = 0;
        while (end < text.length() && end <= MAX_PATH && !Character.isWhitespace(text.charAt(end))) {
            end++;
        }
        String name = text.substring(text.lastIndexOf('/', Math.max(0, end - 1)) + 1, end);
        return isProgram(name) ? name : OTHER_PROGRAMS;
    }

    /**
     * Whether a text is the name of a program that may be told.
     *
     * @param name the text
     * @return false if it may be anything that somebody typed
     */
    public boolean isProgram(String name) {
        return KNOWN_PROGRAMS.contains(name) || programs.contains(name);
    }

    /**
     * Whether anything permits sessions by an entitlement.
     *
     * @param entitlement the entitlement
     * @return false if it makes no difference to any session
     */
    public boolean permitsBy(EntitlementKey entitlement) {
        return permits.stream().anyMatch(permit -> permit.isBy(entitlement));
    }

    /**
     * How much a concern matters.
     *
     * @param id which
     * @return null for one that the policy does not name any more
     */
    public Severity severityOf(String id) {
        return commands.stream()
                .filter(concern -> concern.id().equals(id))
                .map(Concern::severity)
                .findFirst()
                .orElse(null);
    }
}
