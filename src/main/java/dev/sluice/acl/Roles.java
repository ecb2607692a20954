package dev.sluice.acl;

import static org.apache.kafka.common.acl.AclOperation.CREATE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE;
import static org.apache.kafka.common.acl.AclOperation.DESCRIBE_CONFIGS;
import static org.apache.kafka.common.acl.AclOperation.READ;
import static org.apache.kafka.common.acl.AclOperation.WRITE;

import dev.sluice.acl.Role.Family;
import dev.sluice.control.ControlPublisher;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.redrive.Redriver;
import dev.sluice.relay.RelayConfig;
import dev.sluice.siem.Format;
import dev.sluice.stream.Names;
import dev.sluice.stream.SluiceTopology;
import dev.sluice.topics.TopicCatalogue;
import dev.sluice.topics.TopicSpec;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import org.apache.kafka.common.resource.PatternType;

/**
 * The least rights of everybody: who writes and who reads a topic is said by the catalogue, what the application reads,
 * writes and keeps by its topology, and the transactional ids and groups by those who use them.
 */
public final class Roles {
    /** The application's role. */
    public static final String APP = "app";

    private static final String ADAPTERS = "adapters";
    private static final String INGEST = "ingest";
    private static final String RELAY = "relay";
    private static final String OPERATORS = "operators";
    private static final String REDRIVE = "redrive";
    private static final String POLICY = "policy";
    private static final String TOPIC_ADMIN = "topic-admin";
    private static final Set<String> STAGES = Set.of(Names.GOVERN, Names.RENDER);

    private final TopicCatalogue catalogue;
    private final AccessOptions options;

    private Roles(TopicCatalogue catalogue, AccessOptions options) {
        this.catalogue = catalogue;
        this.options = options;
    }

    /**
     * All roles.
     *
     * @param catalogue the topics, with who writes and who reads them
     * @param options what the rights depend on
     * @return by family, then by name
     */
    public static List<Role> of(TopicCatalogue catalogue, AccessOptions options) {
        return new Roles(catalogue, options).all();
    }

    private List<Role> all() {
        Map<String, Role> roles = new TreeMap<>();
        roles.put(APP, app());
        roles.put(TOPIC_ADMIN, topicAdmin());
        for (TopicSpec spec : catalogue.topics()) {
            List<String> parties = new ArrayList<>(spec.writers());
            parties.addAll(spec.readers());
            for (String party : parties) {
                // All adapters together are each of them, and the stages are the application.
                if (!party.equals(ADAPTERS) && !STAGES.contains(party)) {
                    roles.computeIfAbsent(nameOf(party), this::role);
                }
            }
        }
        return roles.values().stream()
                .sorted(Comparator.comparing(Role::family).thenComparing(Role::name))
                .toList();
    }

    /** The commands of policies are one role: whoever publishes a set looks at the one in force first. */
    private static String nameOf(String party) {
        return party.startsWith(POLICY + " ")
                ? POLICY
                : party.toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private static Family familyOf(String role) {
        if (role.endsWith("-" + ADAPTERS)) {
            return Family.ADAPTER;
        }
        return switch (role) {
            case INGEST -> Family.INGEST;
            case RELAY -> Family.RELAY;
            case OPERATORS, REDRIVE, POLICY -> Family.OPERATOR;
            default -> Family.READER;
        };
    }

    private Role role(String name) {
        Family family = familyOf(name);
        Set<Grant> grants = new TreeSet<>();
        for (TopicSpec spec : catalogue.topics()) {
            String topic = spec.fullName(options.prefix());
            if (isOneOf(spec.writers(), name, family) && !isSpared(spec, family)) {
                grants.add(Grant.topic(topic, WRITE));
                addTransactionalId(spec.name(), grants);
            }
            if (isOneOf(spec.readers(), name, family) && isDelivered(spec, family)) {
                grants.add(Grant.topic(topic, READ));
            }
        }
        if (name.equals(REDRIVE)) {
            // A letter goes back to where it was read, which may have been any input; and one that only names its bytes
            // is read there.
            for (String input : SluiceTopology.INPUTS) {
                grants.add(Grant.topic(options.prefix() + input, WRITE));
                grants.add(Grant.topic(options.prefix() + input, READ));
            }
        }
        if (family == Family.RELAY) {
            grants.add(group(RelayConfig.GROUP_PREFIX));
        } else if (family == Family.READER && options.grouping()) {
            grants.add(group(name + "-"));
        }
        return Role.of(name, family, doc(name, family), grants);
    }

    private static boolean isOneOf(List<String> parties, String role, Family family) {
        return parties.stream()
                .anyMatch(party -> nameOf(party).equals(role) || family == Family.ADAPTER && party.equals(ADAPTERS));
    }

    /** Who may write control may also release the brake: an adapter that completes no feed is better without. */
    private boolean isSpared(TopicSpec spec, Family family) {
        boolean reports = family == Family.ADAPTER || family == Family.INGEST;
        return reports && spec.name().equals(Names.CONTROL) && !options.feeding();
    }

    private boolean isDelivered(TopicSpec spec, Family family) {
        boolean chosen = options.formats().isEmpty()
                || options.formats().stream().map(Format::topic).anyMatch(spec.name()::equals);
        return family != Family.RELAY || chosen;
    }

    private void addTransactionalId(String topic, Set<Grant> grants) {
        String prefix = options.prefix();
        switch (topic) {
            case Names.POLICY ->
                grants.add(Grant.transactionalId(PolicyPublisher.transactionalId(prefix), PatternType.LITERAL));
            case Names.CONTROL ->
                grants.add(Grant.transactionalId(ControlPublisher.transactionalIds(prefix), PatternType.PREFIXED));
            case Names.DEAD_LETTER_MARK ->
                grants.add(Grant.transactionalId(Redriver.transactionalIds(prefix), PatternType.PREFIXED));
            default -> {
                // The others are written without a transaction.
            }
        }
    }

    private Grant group(String prefix) {
        return options.group()
                .map(name -> Grant.group(name, PatternType.LITERAL))
                .orElseGet(() -> Grant.group(prefix, PatternType.PREFIXED));
    }

    private Role app() {
        AppTopics topics = AppTopics.of(options);
        String id = options.applicationId();
        Set<Grant> grants = new TreeSet<>();
        topics.read().forEach(topic -> grants.add(Grant.topic(topic, READ)));
        topics.written().forEach(topic -> grants.add(Grant.topic(topic, WRITE)));
        // At its start it compares all topics with the catalogue.
        for (TopicSpec spec : catalogue.topics()) {
            String topic = spec.fullName(options.prefix());
            grants.add(Grant.topic(topic, DESCRIBE_CONFIGS));
            if (!topics.read().contains(topic) && !topics.written().contains(topic)) {
                grants.add(Grant.topic(topic, DESCRIBE));
            }
        }
        for (String changelog : topics.changelogs()) {
            grants.add(Grant.topic(changelog, READ));
            grants.add(Grant.topic(changelog, WRITE));
            if (options.creating()) {
                grants.add(Grant.topic(changelog, CREATE));
            }
        }
        grants.add(Grant.group(id, PatternType.LITERAL));
        // Followed by the number of the process and of the thread.
        grants.add(Grant.transactionalId(id + "-", PatternType.PREFIXED));
        return Role.of(APP, Family.APP, "The stream application.", grants);
    }

    private Role topicAdmin() {
        Set<Grant> grants = new TreeSet<>();
        for (TopicSpec spec : catalogue.topics()) {
            for (var operation : List.of(CREATE, DESCRIBE, DESCRIBE_CONFIGS)) {
                grants.add(Grant.topic(spec.fullName(options.prefix()), operation));
            }
        }
        return Role.of(TOPIC_ADMIN, Family.TOPICS, "Makes and checks the topics: sluice topics.", grants);
    }

    private static String doc(String name, Family family) {
        Function<String, String> words = role -> role.replace('-', ' ');
        return switch (family) {
            case ADAPTER -> "Reports events: " + words.apply(name) + ".";
            case INGEST -> "Reads files into the topics: sluice ingest.";
            case RELAY -> "Delivers the rendered audit to a SIEM: sluice relay.";
            case OPERATOR ->
                switch (name) {
                    case POLICY -> "Publishes and shows policies: sluice policy.";
                    case REDRIVE -> "Sends dead letters again, to any input: sluice dlq redrive.";
                    default -> "Decides: sluice account, brake, campaign, subject, and dlq without redrive.";
                };
            case READER -> "Consumes what Sluice says: " + words.apply(name) + ".";
            case APP, TOPICS -> throw new IllegalArgumentException(name);
        };
    }
}
