package dev.sluice.acl;

import java.util.Arrays;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/** Writes rights as commands for {@code kafka-acls.sh}: one for all names of a kind with the same operations. */
public final class KafkaAclCommands {
    private static final String BEGIN =
            "kafka-acls.sh --bootstrap-server \"$BOOTSTRAP_SERVERS\" " + "--command-config \"$ADMIN_CONFIG\"";
    private static final String NEXT = " \\\n    ";

    private KafkaAclCommands() {}

    /** What a command is about. */
    private record Kind(ResourceType type, PatternType pattern, Set<AclOperation> operations) {}

    /**
     * The commands that give rights.
     *
     * @param grants the rights
     * @param principal whose they are to be, such as {@code User:sluice-app}
     * @return commands for a shell; ends with a line feed
     */
    public static String adding(Collection<Grant> grants, String principal) {
        Map<ResourcePattern, TreeSet<AclOperation>> byName = new LinkedHashMap<>();
        for (Grant grant : new TreeSet<>(grants)) {
            byName.computeIfAbsent(
                            new ResourcePattern(grant.type(), grant.name(), grant.pattern()), name -> new TreeSet<>())
                    .add(grant.operation());
        }
        Map<Kind, List<String>> commands = byName.entrySet().stream()
                .collect(Collectors.groupingBy(
                        entry -> new Kind(
                                entry.getKey().resourceType(), entry.getKey().patternType(), entry.getValue()),
                        LinkedHashMap::new,
                        Collectors.mapping(entry -> entry.getKey().name(), Collectors.toList())));
        StringBuilder out = new StringBuilder();
        commands.forEach((kind, names) -> {
            out.append(BEGIN).append(NEXT).append("--add --allow-principal ").append(quoted(principal));
            kind.operations().forEach(operation -> out.append(" --operation ").append(word(operation)));
            out.append(NEXT)
                    .append("--resource-pattern-type ")
                    .append(kind.pattern().name().toLowerCase(Locale.ROOT));
            names.forEach(name ->
                    out.append(NEXT).append(option(kind.type())).append(' ').append(quoted(name)));
            out.append('\n');
        });
        return out.toString();
    }

    private static String option(ResourceType type) {
        return switch (type) {
            case TOPIC -> "--topic";
            case GROUP -> "--group";
            case TRANSACTIONAL_ID -> "--transactional-id";
            case CLUSTER, DELEGATION_TOKEN, USER, ANY, UNKNOWN ->
                throw new IllegalArgumentException("No role has rights of the type " + type);
        };
    }

    /**
     * What people call an operation, in commands and resources.
     *
     * @param operation the operation
     * @return such as {@code DescribeConfigs}
     */
    public static String word(AclOperation operation) {
        return Arrays.stream(operation.name().split("_"))
                .map(part -> part.charAt(0) + part.substring(1).toLowerCase(Locale.ROOT))
                .collect(Collectors.joining());
    }

    /** A name from a configuration stays one word, whatever is in it. */
    private static String quoted(String word) {
        return "'" + word.replace("'", "'\\''") + "'";
    }

    /**
     * Rights in words, for messages.
     *
     * @param grants the rights
     * @return such as {@code Read on topic iam.policy}, one a line
     */
    public static List<String> sentences(Collection<Grant> grants) {
        Map<String, String> sentences = new TreeMap<>();
        for (Grant grant : grants) {
            String what = grant.type().name().toLowerCase(Locale.ROOT).replace('_', ' ')
                    + (grant.pattern() == PatternType.PREFIXED ? "s that begin with " : " ")
                    + grant.name();
            sentences.merge(what, word(grant.operation()), (before, more) -> before + ", " + more);
        }
        return sentences.entrySet().stream()
                .map(entry -> entry.getValue() + " on " + entry.getKey())
                .toList();
    }
}
