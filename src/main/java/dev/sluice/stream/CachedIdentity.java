package dev.sluice.stream;

/** An identity in memory: its state as it will be stored, and beside it what every event asks. */
final class CachedIdentity {
    /** Objects and references around the bytes of one identity. */
    private static final int OVERHEAD = 200;

    private final String key;
    private byte[] value;
    private long nextDue = Long.MAX_VALUE;
    private long setVersion;
    private long touchedAt;
    private boolean stored;

    private CachedIdentity(String key) {
        this.key = key;
    }

    /** One that the store does not have. */
    static CachedIdentity unknown(String key) {
        return new CachedIdentity(key);
    }

    /** One as the store has it. */
    static CachedIdentity stored(String key, byte[] value, long nextDue, long setVersion) {
        CachedIdentity identity = new CachedIdentity(key);
        identity.change(value, nextDue, setVersion, 0);
        identity.stored = true;
        return identity;
    }

    void change(byte[] newValue, long newNextDue, long newSetVersion, long at) {
        value = newValue;
        nextDue = newNextDue;
        setVersion = newSetVersion;
        touchedAt = at;
    }

    String key() {
        return key;
    }

    /** The encoded state, null if nothing is known. */
    byte[] value() {
        return value;
    }

    long nextDue() {
        return nextDue;
    }

    /** Whether nothing of it has to be decided until an instant under a policy set. */
    boolean isSettled(long until, long underSetVersion) {
        return value == null || nextDue > until && setVersion == underSetVersion;
    }

    long touchedAt() {
        return touchedAt;
    }

    boolean isStored() {
        return stored;
    }

    void markStored() {
        stored = true;
    }

    long bytes() {
        return OVERHEAD + 2L * key.length() + Sizes.length(value);
    }
}
