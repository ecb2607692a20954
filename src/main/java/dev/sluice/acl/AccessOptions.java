package dev.sluice.acl;

import dev.sluice.siem.Format;
import java.util.Collections;
import java.util.EnumSet;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * What the rights depend on.
 *
 * @param prefix the prefix of all topics, may be empty
 * @param applicationId the application's {@code application.id}
 * @param formats in which the application renders the audit ({@code sluice.render}); the ones a relay delivers, all if empty
 * @param sealing whether the application seals personal details ({@code sluice.audit.encryption.key.file})
 * @param creating whether the application makes its changelogs itself
 * @param group the consumer group of relay and readers; empty for any that begins as the role's do
 * @param grouping whether readers are in consumer groups; {@code tail} and {@code audit} are in none
 * @param feeding whether adapters tell when a feed is complete, for which they write to {@code control}
 */
public record AccessOptions(
        String prefix,
        String applicationId,
        Set<Format> formats,
        boolean sealing,
        boolean creating,
        Optional<String> group,
        boolean grouping,
        boolean feeding) {
    /** The application as it is configured by default. */
    public static final AccessOptions DEFAULTS =
            new AccessOptions("iam.", "sluice", Set.of(), false, true, Optional.empty(), true, true);

    /** Copies the formats. */
    public AccessOptions {
        Objects.requireNonNull(prefix, "prefix");
        formats = formats.isEmpty() ? Set.of() : Collections.unmodifiableSet(EnumSet.copyOf(formats));
        if (applicationId.isBlank()) {
            throw new IllegalArgumentException("The application id is empty; give that of application.id.");
        }
    }

    /**
     * For another application.
     *
     * @param newPrefix the prefix of all topics
     * @param newId the application id
     * @return other options
     */
    public AccessOptions with(String newPrefix, String newId) {
        return new AccessOptions(newPrefix, newId, formats, sealing, creating, group, grouping, feeding);
    }

    /**
     * With what the application writes beside its usual topics.
     *
     * @param newFormats the formats in which it renders the audit
     * @param newSealing whether it seals personal details
     * @return other options
     */
    public AccessOptions writing(Set<Format> newFormats, boolean newSealing) {
        return new AccessOptions(prefix, applicationId, newFormats, newSealing, creating, group, grouping, feeding);
    }
}
