package dev.sluice.relay;

/** A record on its way, and what it has become so far. The form is the lane's; whether it is done, its partition's. */
final class Slot {
    /** What a record takes besides its bytes, about. */
    private static final int OVERHEAD = 256;

    private final Message message;
    private final Progress progress;
    private byte[] encoded;
    private boolean settled;

    Slot(Message message, Progress progress) {
        this.message = message;
        this.progress = progress;
    }

    Message message() {
        return message;
    }

    Progress progress() {
        return progress;
    }

    /** The bytes it takes while it is not done, with those of the form that it is sent in. */
    long charge() {
        int key = message.key() == null ? 0 : message.key().length;
        int value = message.value() == null ? 0 : message.value().length;
        return OVERHEAD + key + 2L * value;
    }

    /** The form that it is sent in, made at the first call. */
    byte[] encoded(Encoder encoder) throws Refused {
        if (encoded == null) {
            encoded = encoder.encode(message);
        }
        return encoded;
    }

    void settle() {
        settled = true;
    }

    boolean settled() {
        return settled;
    }
}
