package dev.sluice.cli;

import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.registry.RestException;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.subjects.ContractSubject;
import dev.sluice.subjects.ContractSubjects;
import dev.sluice.subjects.SubjectRegistrar;
import dev.sluice.topics.TopicCatalogue;
import java.io.PrintWriter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.BiFunction;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice schemas}: compares a schema registry with the contract, and brings the contract into it. */
@Command(
        name = "schemas",
        mixinStandardHelpOptions = true,
        description = "Checks and registers the contract's schemas, for registries that applications may not write to.",
        synopsisSubcommandLabel = "COMMAND")
public final class SchemasCommand {
    /** What a subject's later versions are held to. */
    enum Level {
        BACKWARD,
        BACKWARD_TRANSITIVE,
        FORWARD,
        FORWARD_TRANSITIVE,
        FULL,
        FULL_TRANSITIVE
    }

    @Spec
    private CommandSpec spec;

    /** A command with nothing set. */
    public SchemasCommand() {}

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = "Compares the registry with the contract; exit code 1 if anything is missing or refused.")
    int check(@Mixin ConnectionOptions connection) {
        return told(with(connection, SubjectRegistrar::check));
    }

    @Command(
            name = "register",
            mixinStandardHelpOptions = true,
            description = "Registers what is missing; nothing at all if the registry refuses one. Exit code 1 then.")
    int register(
            @Mixin ConnectionOptions connection,
            @Option(
                            names = "--compatibility",
                            paramLabel = "LEVEL",
                            description = "The level that new subjects get: ${COMPLETION-CANDIDATES}. The registry's"
                                    + " default if it is not given.")
                    Level level) {
        return told(with(
                connection,
                (registrar, subjects) -> registrar.register(subjects, level == null ? null : level.name())));
    }

    private int told(List<SubjectRegistrar.Answer> answers) {
        PrintWriter out = spec.commandLine().getOut();
        long wrong = 0;
        for (SubjectRegistrar.Answer answer : answers) {
            boolean there = answer.status() == SubjectRegistrar.Status.REGISTERED;
            wrong += there ? 0 : 1;
            out.println(String.format(
                    Locale.ROOT,
                    "%-12s %s%s",
                    word(answer.status()),
                    answer.subject().name(),
                    there ? " (id " + answer.id() + ")" : ""));
            answer.reasons().forEach(reason -> out.println("             " + Printable.of(reason)));
        }
        out.println(
                wrong == 0
                        ? "All " + answers.size() + " subjects have the schemas of this version."
                        : wrong + " of " + answers.size() + " subjects do not have the schema of this version.");
        return wrong == 0 ? 0 : 1;
    }

    private static String word(SubjectRegistrar.Status status) {
        return switch (status) {
            case REGISTERED -> "registered";
            case NO_SUBJECT -> "missing";
            case CAN_FOLLOW -> "older";
            case REFUSED -> "REFUSED";
        };
    }

    private static List<SubjectRegistrar.Answer> with(
            ConnectionOptions connection,
            BiFunction<SubjectRegistrar, List<ContractSubject>, List<SubjectRegistrar.Answer>> action) {
        Map<String, Object> settings = new HashMap<>(connection.toMap());
        SchemaRegistryConfig config;
        try {
            config = new SchemaRegistryConfig(settings);
        } catch (ConfigException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
        List<ContractSubject> subjects = ContractSubjects.of(
                TopicCatalogue.load(), settings.get(ConnectionOptions.PREFIX).toString(), config);
        try (SchemaRegistryClient client = SchemaRegistryClients.create(config)) {
            return action.apply(new SubjectRegistrar(client, config.writing().normalize()), subjects);
        } catch (RestException | RegistryUnavailableException e) {
            throw new CliException("The schema registry does not do it: " + e.getMessage(), 1, e);
        }
    }
}
