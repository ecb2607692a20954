package dev.sluice.domain;

import dev.sluice.domain.access.AccountKey;

/** Record keys of what the stream is about. */
public final class SubjectKeys {
    private static final String ACCOUNT = "account:";
    private static final String FEED = "feed:";
    private static final String ADDRESS = "ip:";

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
     * The identity of a key.
     *
     * @param key the key under which findings and tickets are told
     * @return the identityId, or null if the key is that of an account or an address
     */
    public static String identityOf(String key) {
        return isAccount(key) || isAddress(key) ? null : key;
    }
}
