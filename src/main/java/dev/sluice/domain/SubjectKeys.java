package dev.sluice.domain;

import dev.sluice.domain.access.AccountKey;
import java.util.List;

/** Record keys of what the stream is about. */
public final class SubjectKeys {
    private static final String ACCOUNT = "account:";
    private static final String FEED = "feed:";
    private static final String ADDRESS = "ip:";
    private static final String UNIT = "unit:";
    private static final String GROUP = "group:";

    /** What keys begin with that are no identityId. */
    public static final List<String> KINDS = List.of(ACCOUNT, FEED, ADDRESS, UNIT, GROUP);

    private SubjectKeys() {}

    /**
     * The key of an account whose identity is unknown.
     *
     * @param system the target system, without colon or slash
     * @param account the account's name
     * @return {@code account:<system>/<account>}
     */
    public static String account(String system, String account) {
        return ACCOUNT + system + "/" + account;
    }

    /**
     * Whether a key is that of an account.
     *
     * @param key a record key
     * @return true if it starts with {@code account:}
     */
    public static boolean isAccount(String key) {
        return key.startsWith(ACCOUNT);
    }

    /**
     * The account of a key.
     *
     * @param key {@code account:<system>/<account>}
     * @return the account
     */
    public static AccountKey accountOf(String key) {
        int slash = key.indexOf('/');
        return new AccountKey(key.substring(ACCOUNT.length(), slash), key.substring(slash + 1));
    }

    /**
     * The key of what concerns a source as a whole.
     *
     * @param source the source
     * @return {@code feed:<source>}
     */
    public static String feed(String source) {
        return FEED + source;
    }

    /**
     * Whether a key is that of a source.
     *
     * @param key a record key
     * @return true if it starts with {@code feed:}
     */
    public static boolean isFeed(String key) {
        return key.startsWith(FEED);
    }

    /**
     * The source of a key.
     *
     * @param key {@code feed:<source>}
     * @return the source
     */
    public static String sourceOf(String key) {
        return key.substring(FEED.length());
    }

    /**
     * The key of what concerns an address from which people log in.
     *
     * @param address the address or network
     * @return {@code ip:<address>}
     */
    public static String address(String address) {
        return ADDRESS + address;
    }

    /**
     * Whether a key is that of an address.
     *
     * @param key a record key
     * @return true if it starts with {@code ip:}
     */
    public static boolean isAddress(String key) {
        return key.startsWith(ADDRESS);
    }

    /**
     * The address of a key.
     *
     * @param key {@code ip:<address>}
     * @return the address or network
     */
    public static String addressOf(String key) {
        return key.substring(ADDRESS.length());
    }

    /**
     * The key of a department, team or other unit of HR.
     *
     * @param attribute the attribute of workers that names it
     * @param value the attribute's value, normalised
     * @return {@code unit:<attribute>/<value>}
     */
    public static String unit(String attribute, String value) {
        return UNIT + attribute + "/" + value;
    }

    /**
     * Whether a key is that of a unit.
     *
     * @param key a record key
     * @return true if it starts with {@code unit:}
     */
    public static boolean isUnit(String key) {
        return key.startsWith(UNIT);
    }

    /**
     * The attribute of a unit's key.
     *
     * @param key {@code unit:<attribute>/<value>}
     * @return the attribute; no attribute has a slash
     */
    public static String attributeOfUnit(String key) {
        return key.substring(UNIT.length(), key.indexOf('/'));
    }

    /**
     * The value of a unit's key.
     *
     * @param key {@code unit:<attribute>/<value>}
     * @return the value, normalised
     */
    public static String valueOfUnit(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    /**
     * The key of a group of a target system.
     *
     * @param system the target system, without colon or slash
     * @param name the group's name, normalised
     * @return {@code group:<system>/<name>}
     */
    public static String group(String system, String name) {
        return GROUP + system + "/" + name;
    }

    /**
     * Whether a key is that of a group.
     *
     * @param key a record key
     * @return true if it starts with {@code group:}
     */
    public static boolean isGroup(String key) {
        return key.startsWith(GROUP);
    }

    /**
     * The system of a group's key.
     *
     * @param key {@code group:<system>/<name>}
     * @return the target system
     */
    public static String systemOfGroup(String key) {
        return key.substring(GROUP.length(), key.indexOf('/'));
    }

    /**
     * The name of a group's key.
     *
     * @param key {@code group:<system>/<name>}
     * @return the name, normalised
     */
    public static String nameOfGroup(String key) {
        return key.substring(key.indexOf('/') + 1);
    }

    /**
     * The identity of a key.
     *
     * @param key the key under which findings and tickets are told
     * @return the identityId, or null if the key is that of an account, an address, a unit or a group
     */
    public static String identityOf(String key) {
        return isAccount(key) || isAddress(key) || isUnit(key) || isGroup(key) ? null : key;
    }
}
