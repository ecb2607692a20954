package dev.sluice.torture;

import dev.sluice.registry.AvroTrust;
import dev.sluice.torture.rig.PacketLoss;
import dev.sluice.torture.rig.RigException;
import dev.sluice.torture.rig.Shell;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import picocli.CommandLine;

/** The command line of the torture: {@code ./sluice torture}. */
public final class TortureMain {
    private static final String LOG_LEVEL = "sluice.log.root";
    private static final String IN_A_NAMESPACE = "ip link set lo up && exec \"$@\"";

    private TortureMain() {}

    /**
     * Builds the command line.
     *
     * @return the command line, ready to execute
     */
    public static CommandLine commandLine() {
        return new CommandLine(new TortureCommand())
                .setCaseInsensitiveEnumValuesAllowed(true)
                .setExecutionExceptionHandler((failure, command, result) -> {
                    if (failure instanceof RigException || failure instanceof IllegalArgumentException) {
                        command.getErr().println("torture: " + failure.getMessage());
                    } else {
                        failure.printStackTrace(command.getErr());
                    }
                    return 3;
                });
    }

    /**
     * Runs one command and ends the process with its exit code. Where it may, it first moves into namespaces of its own, in which
     * packets can be dropped without touching anybody else's, and mounts end with it.
     *
     * @param args the arguments after {@code torture}
     * @throws Exception if it can't be moved
     */
    public static void main(String[] args) throws Exception {
        boolean isHelp = Arrays.stream(args).anyMatch(arg -> arg.equals("--help") || arg.equals("-h"));
        if (!isHelp && System.getenv(PacketLoss.MARK) == null && canMove()) {
            System.exit(moved(args));
        }
        if (System.getProperty(LOG_LEVEL) == null) {
            // Brokers go away all the time, of which the clients warn; the driver says itself what matters.
            System.setProperty(LOG_LEVEL, "OFF");
        }
        AvroTrust.trustContract();
        System.exit(commandLine().execute(args));
    }

    private static boolean canMove() {
        return Shell.run(
                                "unshare",
                                "--net",
                                "--mount",
                                "sh",
                                "-c",
                                "ip link set lo up && nft add table inet probe && nft add chain inet probe in '{ type"
                                        + " filter hook input priority 0; }' && nft add rule inet probe in tcp dport 9"
                                        + " numgen random mod 100 '<' 5 drop")
                        .code()
                == 0;
    }

    private static int moved(String[] args) throws IOException, InterruptedException {
        List<String> command =
                new ArrayList<>(List.of("unshare", "--net", "--mount", "sh", "-c", IN_A_NAMESPACE, "sh"));
        command.add(ProcessHandle.current().info().command().orElse("java"));
        command.addAll(ManagementFactory.getRuntimeMXBean().getInputArguments());
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TortureMain.class.getName()));
        command.addAll(List.of(args));
        ProcessBuilder builder = new ProcessBuilder(command).inheritIO();
        builder.environment().put(PacketLoss.MARK, "own");
        Process process = builder.start();
        Runtime.getRuntime().addShutdownHook(new Thread(process::destroy, "torture-moved"));
        return process.waitFor();
    }
}
