package dev.sluice.torture.rig;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Drops packets at random, in a network namespace that the driver and everything it starts have to themselves: on a host's own
 * network it would touch what is not ours.
 */
public final class PacketLoss {
    /** The environment variable by which the driver knows that it is in one. */
    public static final String MARK = "TORTURE_NAMESPACE";

    private PacketLoss() {}

    /**
     * Whether that can be done.
     *
     * @return empty if it can, else why not
     */
    public static String whyNot() {
        if (System.getenv(MARK) == null) {
            return "the run has no network namespace of its own (unshare, ip and nft are needed, and the right to use them)";
        }
        return "";
    }

    /**
     * Begins to drop.
     *
     * @param name of the rule
     * @param ports of one side
     * @param percent how many of a hundred packets
     */
    public static void begin(String name, List<Integer> ports, int percent) {
        String set = ports.stream().map(String::valueOf).collect(Collectors.joining(", ", "{ ", " }"));
        run("add table inet " + name);
        run("add chain inet " + name + " in { type filter hook input priority 0; }");
        run("add rule inet " + name + " in tcp dport " + set + " numgen random mod 100 < " + percent + " drop");
        run("add rule inet " + name + " in tcp sport " + set + " numgen random mod 100 < " + percent + " drop");
    }

    /**
     * Drops nothing any more.
     *
     * @param name of the rule
     */
    public static void end(String name) {
        run("delete table inet " + name);
    }

    private static void run(String rule) {
        Shell.Said said = Shell.run("nft", rule);
        if (said.code() != 0) {
            throw new RigException("nft " + rule + ": " + said.words());
        }
    }
}
