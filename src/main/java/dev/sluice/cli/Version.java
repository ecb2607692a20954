package dev.sluice.cli;

import org.apache.kafka.common.utils.AppInfoParser;
import picocli.CommandLine;
import picocli.CommandLine.IVersionProvider;

/** Which version this is, and of Kafka and Java: the first thing that is asked when something is wrong. */
final class Version implements IVersionProvider {
    private static final String UNPACKAGED = "from source";

    /** Lets a command and all below it answer {@code --version}. */
    static CommandLine answeredBy(CommandLine commandLine) {
        commandLine.getCommandSpec().versionProvider(new Version());
        commandLine.getSubcommands().values().forEach(Version::answeredBy);
        return commandLine;
    }

    @Override
    public String[] getVersion() {
        return new String[] {
            "sluice " + own(), "kafka " + AppInfoParser.getVersion(), "java " + Runtime.version(),
        };
    }

    /** The jar's manifest says it; classes that were not packaged have none. */
    private static String own() {
        String version = Version.class.getPackage().getImplementationVersion();
        return version == null ? UNPACKAGED : version;
    }
}
