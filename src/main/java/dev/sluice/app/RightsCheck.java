package dev.sluice.app;

import dev.sluice.acl.AccessCheck;
import dev.sluice.acl.AccessOptions;
import dev.sluice.acl.Grant;
import dev.sluice.acl.KafkaAclCommands;
import dev.sluice.acl.Role;
import dev.sluice.acl.Roles;
import dev.sluice.topics.TopicCatalogue;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.resource.ResourceType;

/**
 * Asks at the start for every right that the application will need. Some of them it needs only once something goes wrong:
 * without the one to write dead letters, for example, it would end with the first record that can't be decided.
 */
final class RightsCheck {
    /** The others are for topics that may be there already. */
    private static final Set<AclOperation> LASTING = EnumSet.of(AclOperation.READ, AclOperation.WRITE);

    private RightsCheck() {}

    /**
     * Asks as the application.
     *
     * @throws IllegalStateException names each right that is missing, or says that nobody answers
     */
    static void run(AppConfig config, Admin admin) {
        AccessOptions options = AccessOptions.DEFAULTS
                .with(config.topicPrefix(), config.applicationId())
                .writing(config.formats(), config.masterKeys() != null);
        List<Grant> wanted = Roles.of(TopicCatalogue.load(), options).stream()
                .filter(role -> role.name().equals(Roles.APP))
                .map(Role::grants)
                .flatMap(List::stream)
                .filter(grant -> LASTING.contains(grant.operation()))
                .filter(grant -> grant.type() != ResourceType.TRANSACTIONAL_ID || config.isExactlyOnce())
                .toList();
        List<Grant> missing = missing(wanted, admin);
        if (!missing.isEmpty()) {
            throw new IllegalStateException("Kafka refuses what the application needs: "
                    + KafkaAclCommands.sentences(missing).stream().collect(Collectors.joining("; "))
                    + ". The commands that give it: sluice acls check.");
        }
    }

    private static List<Grant> missing(List<Grant> wanted, Admin admin) {
        try {
            return new AccessCheck(admin).check(wanted).missing();
        } catch (KafkaException e) {
            if (e instanceof TimeoutException || e.getCause() instanceof TimeoutException) {
                throw new IllegalStateException(
                        "The brokers do not answer (" + e.getMessage()
                                + "); check bootstrap.servers and whether they are up.",
                        e);
            }
            throw e;
        }
    }
}
