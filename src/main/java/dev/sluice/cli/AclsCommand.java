package dev.sluice.cli;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.acl.AccessCheck;
import dev.sluice.acl.AccessOptions;
import dev.sluice.acl.Grant;
import dev.sluice.acl.KafkaAclCommands;
import dev.sluice.acl.Role;
import dev.sluice.acl.Roles;
import dev.sluice.app.AppConfig;
import dev.sluice.siem.Format;
import dev.sluice.strimzi.StrimziResources;
import dev.sluice.strimzi.StrimziResources.Authentication;
import dev.sluice.text.NearestName;
import dev.sluice.topics.TopicCatalogue;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/** {@code sluice acls}: the least rights of each role, and whether somebody has them. */
@Command(
        name = "acls",
        mixinStandardHelpOptions = true,
        description = {
            "Prints the least rights that each role needs in the cluster; needs no cluster itself.",
            "Read and Write stand for Describe as well, as Kafka's authorizer takes them."
        })
public final class AclsCommand implements Callable<Integer> {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final String USER = "User:";

    /** What is printed. */
    enum Output {
        /** Commands for a shell. */
        KAFKA_ACLS("kafka-acls"),
        /** Resources of the kind KafkaUser. */
        STRIMZI("strimzi"),
        /** One object a line for each right. */
        JSON("json");

        private final String word;

        Output(String word) {
            this.word = word;
        }

        @Override
        public String toString() {
            return word;
        }
    }

    /** What of the application's configuration the rights depend on. */
    static final class Application {
        @Option(
                names = "--application-id",
                paramLabel = "ID",
                description = "application.id of the application (default: sluice).")
        private String applicationId;

        @Option(
                names = "--render",
                split = ",",
                paramLabel = "FORMAT",
                description = "sluice.render of the application; what a relay delivers (default there: all).")
        private List<String> formats;

        @Option(
                names = "--sealed",
                description =
                        "The application seals personal details: it has sluice.audit.encryption.key.file or .keys.")
        private boolean sealed;

        @Option(
                names = "--no-create",
                description = "The application does not make its changelogs: they are there already.")
        private boolean noCreate;

        @Option(names = "--group", paramLabel = "NAME", description = "The one consumer group of relay or readers.")
        private String group;

        @Option(names = "--no-group", description = "Readers are in no consumer group, as tail and audit are.")
        private boolean noGroup;

        @Option(
                names = "--no-control",
                description = "Adapters complete no feeds. Whoever may write control may also release the brake.")
        private boolean noControl;

        AccessOptions options(Map<String, ?> config, String prefix) {
            String id = applicationId != null ? applicationId : text(config, "application.id", "sluice");
            List<String> words = formats != null
                    ? formats
                    : Arrays.asList(text(config, "sluice.render", "").split(","));
            boolean isSealing = sealed
                    || !text(config, AppConfig.ENCRYPTION_KEY_FILE, "").isBlank()
                    || !text(config, AppConfig.ENCRYPTION_KEYS, "").isBlank();
            try {
                Set<Format> rendered = EnumSet.noneOf(Format.class);
                words.stream().filter(word -> !word.isBlank()).map(Format::of).forEach(rendered::add);
                return new AccessOptions(
                        prefix, id, rendered, isSealing, !noCreate, Optional.ofNullable(group), !noGroup, !noControl);
            } catch (IllegalArgumentException e) {
                throw new CliException(e.getMessage(), 2, e);
            }
        }

        private static String text(Map<String, ?> config, String key, String standard) {
            Object value = config.get(key);
            return value == null ? standard : value.toString();
        }
    }

    @Spec
    private CommandSpec spec;

    @Mixin
    private Application application;

    @Option(
            names = "--role",
            split = ",",
            paramLabel = "ROLE",
            description =
                    "Only these: a role, or app, adapter, ingest, relay, operator, reader, topics (default: all).")
    private List<String> roles = List.of();

    @Option(
            names = "--format",
            paramLabel = "FORMAT",
            defaultValue = "kafka-acls",
            description = "${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Output format;

    @Option(
            names = "--principal",
            paramLabel = "User:NAME",
            description = "Whose the rights are to be (default: User:sluice-ROLE).")
    private String principal;

    @Option(names = "--prefix", paramLabel = "PREFIX", defaultValue = "iam.", description = "Topic prefix.")
    private String prefix;

    @Mixin
    private StrimziOptions strimzi;

    @Option(
            names = "--authentication",
            paramLabel = "TYPE",
            defaultValue = "tls",
            description = "For strimzi: ${COMPLETION-CANDIDATES} (default: ${DEFAULT-VALUE}).")
    private Authentication authentication;

    /** A command with nothing set. */
    public AclsCommand() {}

    @Override
    public Integer call() {
        if (principal != null && !principal.startsWith(USER)) {
            throw new CliException("--principal is written User:NAME.", 2, null);
        }
        List<Role> chosen = chosen(Roles.of(TopicCatalogue.load(), application.options(Map.of(), prefix)), roles);
        switch (format) {
            case KAFKA_ACLS -> chosen.forEach(this::printCommands);
            case STRIMZI -> printUsers(chosen);
            case JSON -> chosen.forEach(this::printObjects);
        }
        out().flush();
        return 0;
    }

    private static List<Role> chosen(List<Role> all, List<String> words) {
        for (String word : words) {
            if (all.stream().noneMatch(role -> role.is(word))) {
                Set<String> known = new TreeSet<>();
                all.forEach(role -> {
                    known.add(role.name());
                    known.add(role.family().name().toLowerCase(Locale.ROOT));
                });
                throw new CliException(
                        "There is no role `" + word + "`; "
                                + NearestName.of(word, known)
                                        .map(near -> "did you mean " + near + "?")
                                        .orElse("there are " + String.join(", ", known) + "."),
                        2,
                        null);
            }
        }
        return words.isEmpty()
                ? all
                : all.stream().filter(role -> words.stream().anyMatch(role::is)).toList();
    }

    private String principal(Role role) {
        return principal == null ? role.principal() : principal;
    }

    private void printCommands(Role role) {
        out().println("# " + role.name() + ". " + role.doc());
        out().print(KafkaAclCommands.adding(role.grants(), principal(role)));
    }

    /** Two resources of one name would be one, so the roles of one user are put together. */
    private void printUsers(List<Role> chosen) {
        StrimziResources resources = strimzi.resources();
        if (principal == null) {
            chosen.forEach(role -> out().print(resources.user(role, role.user(), authentication)));
            return;
        }
        Set<Grant> all = new TreeSet<>();
        List<String> docs = new ArrayList<>();
        chosen.forEach(role -> {
            all.addAll(role.grants());
            docs.add(role.doc());
        });
        Role together =
                new Role(chosen.get(0).name(), chosen.get(0).family(), String.join(" ", docs), List.copyOf(all));
        out().print(resources.user(together, principal.substring(USER.length()), authentication));
    }

    private void printObjects(Role role) {
        for (Grant grant : role.grants()) {
            ObjectNode object = JSON.createObjectNode()
                    .put("role", role.name())
                    .put("principal", principal(role))
                    .put("resourceType", grant.type().name())
                    .put("patternType", grant.pattern().name())
                    .put("name", grant.name())
                    .put("operation", grant.operation().name());
            out().println(object);
        }
    }

    @Command(
            name = "check",
            mixinStandardHelpOptions = true,
            description = {
                "Asks the cluster whether whoever connects has the rights of a role, and prints what is missing;",
                "exit code 1 if anything is. Give it the file that the application, relay or command is run with."
            })
    int check(
            @Option(
                            names = "--role",
                            split = ",",
                            paramLabel = "ROLE",
                            defaultValue = Roles.APP,
                            description = "Which role (default: ${DEFAULT-VALUE}).")
                    List<String> wanted,
            @Mixin Application asked,
            @Mixin ConnectionOptions connection) {
        Map<String, Object> config = connection.toMap();
        AccessOptions options =
                asked.options(config, config.get(ConnectionOptions.PREFIX).toString());
        Set<Grant> grants = new TreeSet<>();
        List<Role> chosen = chosen(Roles.of(TopicCatalogue.load(), options), wanted);
        chosen.forEach(role -> grants.addAll(role.grants()));
        AccessCheck.Result result;
        try (Admin admin = Admin.create(config)) {
            result = new AccessCheck(admin).check(grants);
        } catch (KafkaException e) {
            throw new CliException("The cluster can't be asked: " + ClientErrors.sentence(e), 1, e);
        }
        print("missing", result.missing());
        print("unknown until the topic is there:", result.unknown());
        if (result.missing().isEmpty()) {
            out().println("No right is missing.");
        } else {
            out().print(KafkaAclCommands.adding(result.missing(), USER + "NAME"));
        }
        out().flush();
        return result.missing().isEmpty() ? 0 : 1;
    }

    private void print(String how, Collection<Grant> grants) {
        KafkaAclCommands.sentences(grants).forEach(sentence -> out().println(how + " " + sentence));
    }

    private PrintWriter out() {
        return spec.commandLine().getOut();
    }
}
