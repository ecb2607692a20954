package dev.sluice.audit.proof;

import dev.sluice.audit.proof.SignedNote.Verifier;
import java.security.GeneralSecurityException;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.util.Arrays;
import java.util.Base64;

/**
 * Who signs notes, with the key: {@code PRIVATE+KEY+<name>+<key id>+<key>}, as programs for signed notes write it. Says nothing of the
 * private key.
 */
public final class NoteSigner {
    private static final String START = "PRIVATE+KEY+";
    private static final byte ED25519 = 1;

    /** What comes before the 32 bytes of an Ed25519 key in its X.509 form. */
    private static final int X509_PREFIX = 12;

    private final Verifier verifier;
    private final PrivateKey key;
    private final byte[] seed;

    private NoteSigner(String name, byte[] seed) {
        KeyPair pair = pair(seed);
        byte[] encoded = pair.getPublic().getEncoded();
        this.verifier = new Verifier(name, Arrays.copyOfRange(encoded, X509_PREFIX, encoded.length));
        this.key = pair.getPrivate();
        this.seed = seed;
    }

    /**
     * A new key.
     *
     * @param name who signs: any text without spaces and plus signs
     * @param random where the key comes from
     * @return the signer
     * @throws IllegalArgumentException if the name can't be one
     */
    public static NoteSigner generate(String name, SecureRandom random) {
        if (name.isBlank() || name.chars().anyMatch(c -> c == '+' || Character.isWhitespace(c))) {
            throw new IllegalArgumentException("A signer's name has no spaces and no plus signs; `" + name + "` has.");
        }
        byte[] seed = new byte[MerkleHash.LENGTH];
        random.nextBytes(seed);
        return new NoteSigner(name, seed);
    }

    /**
     * Reads a key.
     *
     * @param text the key
     * @return the signer
     * @throws IllegalArgumentException if it is none; the message does not repeat it
     */
    public static NoteSigner parse(String text) {
        String[] parts = text.strip().startsWith(START)
                ? text.strip().substring(START.length()).split("\\+", 3)
                : new String[0];
        if (parts.length != 3) {
            throw new IllegalArgumentException("This is no key to sign notes with: it has the form " + START
                    + "<name>+<key id>+<key>. `./sluice audit key NAME` makes one.");
        }
        byte[] typed;
        try {
            typed = Base64.getDecoder().decode(parts[2]);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException("The key of " + parts[0] + " is not written in Base64.", e);
        }
        if (typed.length != 1 + MerkleHash.LENGTH || typed[0] != ED25519) {
            throw new IllegalArgumentException("The key of " + parts[0] + " is no Ed25519 key.");
        }
        NoteSigner signer = new NoteSigner(parts[0], Arrays.copyOfRange(typed, 1, typed.length));
        if (!signer.verifier.text().startsWith(parts[0] + "+" + parts[1] + "+")) {
            throw new IllegalArgumentException(
                    "The key id of " + parts[0] + " is not that of its key; copy the whole line.");
        }
        return signer;
    }

    /** A key pair is made of 32 bytes of chance; with the same ones it is the same (RFC 8032 section 5.1.5). */
    private static KeyPair pair(byte[] seed) {
        try {
            KeyPairGenerator generator = KeyPairGenerator.getInstance("Ed25519");
            generator.initialize(255, new Given(seed));
            return generator.generateKeyPair();
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Every Java platform from 15 on has Ed25519", e);
        }
    }

    /** Chance that was had before. */
    private static final class Given extends SecureRandom {
        private static final long serialVersionUID = 1L;

        private final byte[] given;

        Given(byte[] given) {
            this.given = given.clone();
        }

        @Override
        public void nextBytes(byte[] bytes) {
            if (bytes.length != given.length) {
                throw new IllegalStateException("An Ed25519 key is made of " + given.length + " bytes.");
            }
            System.arraycopy(given, 0, bytes, 0, given.length);
        }
    }

    /**
     * With what others check its signatures.
     *
     * @return name and public key
     */
    public Verifier verifier() {
        return verifier;
    }

    /**
     * Signs a text.
     *
     * @param text the text, which ends with a line feed
     * @return the note
     */
    public SignedNote sign(String text) {
        return SignedNote.sign(text, verifier, key);
    }

    /**
     * The private key, for the one file that it is kept in.
     *
     * @return one line
     */
    public String secret() {
        byte[] typed = new byte[1 + seed.length];
        typed[0] = ED25519;
        System.arraycopy(seed, 0, typed, 1, seed.length);
        String id = verifier.text().split("\\+", 3)[1];
        return START + verifier.name() + "+" + id + "+" + Base64.getEncoder().encodeToString(typed);
    }

    @Override
    public String toString() {
        return "signer " + verifier.name();
    }
}
