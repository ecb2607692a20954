package dev.sluice.acl;

import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.CreateTopicsOptions;
import org.apache.kafka.clients.admin.DescribeConsumerGroupsOptions;
import org.apache.kafka.clients.admin.DescribeTopicsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupIdNotFoundException;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TransactionalIdNotFoundException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks a cluster whether whoever is connected has rights. It needs no right to look at ACLs: brokers tell everybody what
 * they may do themselves. Does not own the client.
 */
public final class AccessCheck {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    private final Admin admin;

    /**
     * For whoever a client is.
     *
     * @param admin the client; stays open
     */
    public AccessCheck(Admin admin) {
        this.admin = admin;
    }

    /**
     * What an answer says.
     *
     * @param missing the rights that are not there, in order
     * @param unknown those that can't be asked for before their topic exists, in order
     */
    public record Result(List<Grant> missing, List<Grant> unknown) {
        /** Copies the lists. */
        public Result {
            missing = List.copyOf(missing);
            unknown = List.copyOf(unknown);
        }
    }

    /**
     * Asks.
     *
     * @param grants the rights; literal ones for topics
     * @return what is missing
     * @throws KafkaException if the cluster does not answer, or not to this question
     */
    public Result check(Collection<Grant> grants) {
        Set<Grant> missing = new TreeSet<>();
        Set<Grant> unknown = new TreeSet<>();
        Map<ResourceType, List<Grant>> byType = grants.stream().collect(Collectors.groupingBy(Grant::type));
        topics(byType.getOrDefault(ResourceType.TOPIC, List.of()), missing, unknown);
        for (Grant grant : byType.getOrDefault(ResourceType.GROUP, List.of())) {
            if (!isMemberAllowed(grant)) {
                missing.add(grant);
            }
        }
        for (Grant grant : byType.getOrDefault(ResourceType.TRANSACTIONAL_ID, List.of())) {
            if (!isTransactionAllowed(grant)) {
                missing.add(grant);
            }
        }
        return new Result(List.copyOf(missing), List.copyOf(unknown));
    }

    private void topics(List<Grant> grants, Set<Grant> missing, Set<Grant> unknown) {
        Map<String, List<Grant>> byName = grants.stream().collect(Collectors.groupingBy(Grant::name));
        var answers = admin.describeTopics(
                        byName.keySet(), new DescribeTopicsOptions().includeAuthorizedOperations(true))
                .topicNameValues();
        byName.forEach((name, wanted) -> {
            try {
                Set<AclOperation> allowed = answer(answers.get(name)).authorizedOperations();
                wanted.stream()
                        .filter(grant -> !allowed.contains(grant.operation()))
                        .forEach(missing::add);
            } catch (UnknownTopicOrPartitionException e) {
                wanted.forEach(grant -> {
                    if (grant.operation() != AclOperation.CREATE) {
                        unknown.add(grant);
                    } else if (!isCreationAllowed(name)) {
                        missing.add(grant);
                    }
                });
            } catch (AuthorizationException e) {
                wanted.stream().filter(grant -> !isAllowedUnseen(grant, name)).forEach(missing::add);
            }
        });
    }

    /** Whoever may read or write a topic may also see it. */
    private boolean isAllowedUnseen(Grant grant, String topic) {
        return switch (grant.operation()) {
            case CREATE -> isCreationAllowed(topic);
            case DESCRIBE_CONFIGS -> isConfigurationShown(topic);
            default -> false;
        };
    }

    private boolean isConfigurationShown(String topic) {
        ConfigResource resource = new ConfigResource(ConfigResource.Type.TOPIC, topic);
        try {
            answer(admin.describeConfigs(List.of(resource)).values().get(resource));
            return true;
        } catch (AuthorizationException e) {
            return false;
        } catch (UnknownTopicOrPartitionException e) {
            return true;
        }
    }

    /** Asks to make the topic, without making it. */
    private boolean isCreationAllowed(String topic) {
        NewTopic wanted = new NewTopic(topic, 1, (short) -1);
        try {
            answer(admin.createTopics(List.of(wanted), new CreateTopicsOptions().validateOnly(true))
                    .values()
                    .get(topic));
            return true;
        } catch (AuthorizationException e) {
            return false;
        } catch (KafkaException e) {
            // Refused for something else, which comes after the right.
            return true;
        }
    }

    /** A group that is not there yet is shown to whoever may see it: whoever may read may. */
    private boolean isMemberAllowed(Grant grant) {
        try {
            var group = answer(admin.describeConsumerGroups(
                            List.of(probe(grant)),
                            new DescribeConsumerGroupsOptions().includeAuthorizedOperations(true))
                    .describedGroups()
                    .get(probe(grant)));
            return group.authorizedOperations().contains(grant.operation());
        } catch (GroupIdNotFoundException e) {
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private boolean isTransactionAllowed(Grant grant) {
        try {
            answer(admin.describeTransactions(List.of(probe(grant))).description(probe(grant)));
            return true;
        } catch (TransactionalIdNotFoundException e) {
            return true;
        } catch (AuthorizationException e) {
            return false;
        }
    }

    private static String probe(Grant grant) {
        return grant.pattern() == PatternType.PREFIXED ? grant.name() + "access-check" : grant.name();
    }

    private static <T> T answer(KafkaFuture<T> future) {
        try {
            return future.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException refused ? refused : new KafkaException(e.getCause());
        } catch (TimeoutException e) {
            throw new KafkaException("The cluster did not answer within " + PATIENCE.toSeconds() + " s", e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }
}
