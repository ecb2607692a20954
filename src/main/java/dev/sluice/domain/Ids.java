package dev.sluice.domain;

import dev.sluice.domain.access.EntitlementKey;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.UUID;

/**
 * Deterministic names (RFC 9562 section 5.5, UUID version 5): the same problem, the same piece of work, always has the
 * same id, whoever computes it and how often. No id contains an offset.
 */
public final class Ids {
    /** The namespace of all ids: version 5 of the DNS namespace and {@code sluice.dev}. */
    public static final UUID NAMESPACE =
            version5(UUID.fromString("6ba7b810-9dad-11d1-80b4-00c04fd430c8"), "sluice.dev");

    private static final char SEPARATOR = '\u001f';

    private Ids() {}

    /**
     * The id of a finding.
     *
     * @param kind the finding kind
     * @param scope what the finding is about, in the order fixed for the kind; null counts as empty
     * @return the id in its text form
     */
    public static String finding(String kind, String... scope) {
        return named("finding", kind, scope);
    }

    /**
     * The id of a provisioning command.
     *
     * @param action the command action
     * @param identityId the identity
     * @param system the target system
     * @param account the account's name
     * @param object the entitlement's name, or empty where the account itself is meant
     * @param beganAtMs when the difference began, in event time (ms since the epoch)
     * @return the id in its text form
     */
    public static String command(
            String action, String identityId, String system, String account, String object, long beganAtMs) {
        return named("command", action, identityId, system, account, object, Long.toString(beganAtMs));
    }

    /**
     * The id of a ticket about a finding.
     *
     * @param findingId the finding
     * @param episode which time it is open
     * @return the id in its text form
     */
    public static String ticket(String findingId, int episode) {
        return named("ticket", findingId, Integer.toString(episode));
    }

    /**
     * The id of a record that holds what follows from a source's changes.
     *
     * @param source the source
     * @param atMs when that was decided, in event time (ms since the epoch)
     * @return the id in its text form
     */
    public static String hold(String source, long atMs) {
        return named("hold", source, Long.toString(atMs));
    }

    /**
     * The id of a ticket about a request for access.
     *
     * @param identityId whom the request is for
     * @param requestId the request
     * @return the id in its text form
     */
    public static String requestTicket(String identityId, String requestId) {
        return named("ticket", "request", identityId, requestId);
    }

    /**
     * The id of a ticket for a reviewer.
     *
     * @param campaignId the campaign
     * @param identityId whom it is about
     * @param page which of the tickets about the identity, from 0
     * @return the id in its text form
     */
    public static String certificationTicket(String campaignId, String identityId, int page) {
        return named("ticket", "certification", campaignId, identityId, Integer.toString(page));
    }

    /**
     * The id of what a reviewer is asked about.
     *
     * @param campaignId the campaign
     * @param identityId whom it is about
     * @param entitlement what is held
     * @return the id in its text form
     */
    public static String certificationItem(String campaignId, String identityId, EntitlementKey entitlement) {
        return named("item", campaignId, identityId, entitlement.system(), entitlement.name());
    }

    /**
     * The id of an audit record.
     *
     * @param applicationId the application that writes it
     * @param writer the writer's partition
     * @param sequence the order of application at that writer
     * @return the id in its text form
     */
    public static String audit(String applicationId, int writer, long sequence) {
        return named("audit", applicationId, Integer.toString(writer), Long.toString(sequence));
    }

    /**
     * The id of a chain of audit records.
     *
     * @param applicationId the application that writes it
     * @param writer the writer's partition
     * @param at when it begins (ms since the epoch)
     * @return the id in its text form
     */
    public static String auditChain(String applicationId, int writer, long at) {
        return named("audit-chain", applicationId, Integer.toString(writer), Long.toString(at));
    }

    private static String named(String family, String first, String... rest) {
        StringBuilder name = new StringBuilder(family).append(SEPARATOR).append(first);
        for (String part : rest) {
            name.append(SEPARATOR).append(part == null ? "" : part);
        }
        return version5(NAMESPACE, name.toString()).toString();
    }

    private static UUID version5(UUID namespace, String name) {
        MessageDigest sha1;
        try {
            sha1 = MessageDigest.getInstance("SHA-1");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-1", e);
        }
        sha1.update(ByteBuffer.allocate(16)
                .putLong(namespace.getMostSignificantBits())
                .putLong(namespace.getLeastSignificantBits())
                .flip());
        ByteBuffer digest = ByteBuffer.wrap(sha1.digest(name.getBytes(StandardCharsets.UTF_8)));
        long high = (digest.getLong() & ~0xf000L) | 0x5000L;
        long low = (digest.getLong() & 0x3fffffffffffffffL) | 0x8000000000000000L;
        return new UUID(high, low);
    }
}
