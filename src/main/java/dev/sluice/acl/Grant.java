package dev.sluice.acl;

import java.util.Comparator;
import java.util.Objects;
import org.apache.kafka.common.acl.AccessControlEntry;
import org.apache.kafka.common.acl.AclBinding;
import org.apache.kafka.common.acl.AclOperation;
import org.apache.kafka.common.acl.AclPermissionType;
import org.apache.kafka.common.resource.PatternType;
import org.apache.kafka.common.resource.ResourcePattern;
import org.apache.kafka.common.resource.ResourceType;

/**
 * One right: an operation on what a pattern names. Kafka takes Read and Write of a resource for Describe as well, so that is
 * not granted beside them.
 *
 * @param type topic, group or transactional id
 * @param pattern literal, or prefixed where the whole name is not known before
 * @param name the name, or what names begin with
 * @param operation what may be done
 */
public record Grant(ResourceType type, PatternType pattern, String name, AclOperation operation)
        implements Comparable<Grant> {
    private static final String ANY_HOST = "*";
    private static final Comparator<Grant> ORDER = Comparator.comparing(Grant::type)
            .thenComparing(Grant::name)
            .thenComparing(Grant::pattern)
            .thenComparing(Grant::operation);

    /** Refuses nulls and an empty name. */
    public Grant {
        Objects.requireNonNull(type, "type");
        Objects.requireNonNull(pattern, "pattern");
        Objects.requireNonNull(operation, "operation");
        if (name.isEmpty()) {
            throw new IllegalArgumentException("A right names what it is for.");
        }
    }

    static Grant topic(String name, AclOperation operation) {
        return new Grant(ResourceType.TOPIC, PatternType.LITERAL, name, operation);
    }

    static Grant group(String name, PatternType pattern) {
        return new Grant(ResourceType.GROUP, pattern, name, AclOperation.READ);
    }

    static Grant transactionalId(String name, PatternType pattern) {
        return new Grant(ResourceType.TRANSACTIONAL_ID, pattern, name, AclOperation.WRITE);
    }

    /**
     * The right as Kafka's admin client takes it, from any host.
     *
     * @param principal whose right it is, such as {@code User:sluice-app}
     * @return the binding
     */
    public AclBinding binding(String principal) {
        return new AclBinding(
                new ResourcePattern(type, name, pattern),
                new AccessControlEntry(principal, ANY_HOST, operation, AclPermissionType.ALLOW));
    }

    @Override
    public int compareTo(Grant other) {
        return ORDER.compare(this, other);
    }
}
