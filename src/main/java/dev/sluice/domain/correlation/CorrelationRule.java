package dev.sluice.domain.correlation;

import dev.sluice.domain.Validation;
import dev.sluice.event.AccountRef;
import java.util.Locale;
import java.util.Optional;

/**
 * One way to find the owner of an account: a property of the account is the value of an attribute of the identity.
 *
 * @param attribute the attribute
 * @param property the property of the account
 * @param normalise how both are made comparable
 */
public record CorrelationRule(Attribute attribute, Property property, Normalise normalise) {
    private static final String PREFIX = "attr:";

    /** Attributes of identities. */
    public enum Attribute {
        /** The id of an employment. */
        EMPLOYMENT_ID("employmentId"),
        /** The e-mail address. */
        EMAIL("email"),
        /** The log-in name. */
        USER_NAME("userName"),
        /** The identity's own id. */
        IDENTITY_ID("identityId");

        private final String word;

        Attribute(String word) {
            this.word = word;
        }

        /**
         * The name of the attribute, as policies and events write it.
         *
         * @return the name
         */
        public String word() {
            return word;
        }
    }

    /** Properties of accounts. */
    public enum Property {
        /** The name. */
        NAME,
        /** The id that the system gives it. */
        EXTERNAL_ID
    }

    /** How values are made comparable. */
    public enum Normalise {
        /** Not at all. */
        NONE,
        /** By small letters. */
        LOWER,
        /** By small letters, and without what follows an @. */
        LOCAL_PART
    }

    /**
     * The key of a value of the attribute.
     *
     * @param value the value; null if there is none
     * @return empty if nothing can be found by it
     */
    public Optional<String> keyOf(String value) {
        if (value == null) {
            return Optional.empty();
        }
        String normal = normalised(value.strip());
        return Validation.isText(normal) ? Optional.of(prefix() + normal) : Optional.empty();
    }

    /**
     * What the keys of all values of the attribute begin with.
     *
     * @return for example {@code attr:email-lower:}
     */
    public String prefix() {
        return PREFIX + attribute.word() + "-" + normalise.name().toLowerCase(Locale.ROOT) + ":";
    }

    private String normalised(String value) {
        if (normalise == Normalise.NONE) {
            return value;
        }
        String lower = value.toLowerCase(Locale.ROOT);
        int at = lower.indexOf('@');
        return normalise == Normalise.LOCAL_PART && at >= 0 ? lower.substring(0, at) : lower;
    }

    /**
     * The key under which the owner of an account is looked for.
     *
     * @param account the account
     * @return empty if it lacks the property
     */
    public Optional<String> keyOf(AccountRef account) {
        return keyOf(property == Property.NAME ? account.getName() : account.getExternalId());
    }

    /**
     * Whether a key is that of the value of an attribute.
     *
     * @param key a record key
     * @return true for {@code attr:<name>:<value>}
     */
    public static boolean isAttribute(String key) {
        int colon = key.indexOf(':', PREFIX.length());
        return key.startsWith(PREFIX) && colon > 0 && Validation.isText(key.substring(colon + 1));
    }
}
