package dev.sluice.audit.privacy;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.GCMParameterSpec;

/** AES-256 in Galois/Counter Mode (NIST SP 800-38D): a random nonce, then what is sealed with its tag. For one thread at a time. */
final class AesGcm {
    static final int KEY_BYTES = 32;
    static final int NONCE_BYTES = 12;
    static final int TAG_BYTES = 16;

    private static final int NONCES_AT_ONCE = 256;

    private final Cipher cipher;
    private final SecureRandom random;
    private final byte[] nonces = new byte[NONCE_BYTES * NONCES_AT_ONCE];
    private int next = nonces.length;

    AesGcm(SecureRandom random) {
        this.random = random;
        try {
            this.cipher = Cipher.getInstance("AES/GCM/NoPadding");
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform has AES/GCM/NoPadding", e);
        }
    }

    /** Seals a text; what it is bound to has to be given again to open it. */
    byte[] seal(SecretKey key, byte[] plain, byte[] boundTo) {
        // Random, not counted: a count that is taken back with a transaction would come a second time.
        if (next == nonces.length) {
            random.nextBytes(nonces);
            next = 0;
        }
        try {
            cipher.init(
                    Cipher.ENCRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonces, next, NONCE_BYTES));
            cipher.updateAAD(boundTo);
            byte[] sealed = new byte[NONCE_BYTES + plain.length + TAG_BYTES];
            System.arraycopy(nonces, next, sealed, 0, NONCE_BYTES);
            cipher.doFinal(plain, 0, plain.length, sealed, NONCE_BYTES);
            next += NONCE_BYTES;
            return sealed;
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("AES-256 can't be used here: " + e.getMessage(), e);
        }
    }

    /**
     * Opens what was sealed.
     *
     * @throws SealBrokenException if it was sealed with another key, is bound to something else, or was changed
     */
    byte[] open(SecretKey key, ByteBuffer sealed, byte[] boundTo) {
        if (sealed.remaining() < NONCE_BYTES + TAG_BYTES) {
            throw new SealBrokenException("It is too short to be sealed.", null);
        }
        byte[] nonce = new byte[NONCE_BYTES];
        byte[] text = new byte[sealed.remaining() - NONCE_BYTES];
        sealed.duplicate().get(nonce).get(text);
        try {
            cipher.init(Cipher.DECRYPT_MODE, key, new GCMParameterSpec(TAG_BYTES * Byte.SIZE, nonce));
            cipher.updateAAD(boundTo);
            return cipher.doFinal(text);
        } catch (GeneralSecurityException e) {
            throw new SealBrokenException("It was sealed with another key, or changed.", e);
        }
    }
}
