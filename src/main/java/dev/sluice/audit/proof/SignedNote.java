package dev.sluice.audit.proof;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.MessageDigest;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.security.spec.X509EncodedKeySpec;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * A text with signatures in lines below it (C2SP signed-note): witnesses that know nothing of Sluice can read it, keep it, and sign it too.
 *
 * @param text what is signed; ends with a line feed
 * @param signatures the lines of signatures
 */
public record SignedNote(String text, List<SignatureLine> signatures) {
    private static final String START = "\u2014 ";
    private static final byte ED25519 = 1;
    private static final int KEY_ID = 4;

    /** What comes before the 32 bytes of an Ed25519 key in its X.509 form, RFC 8410 section 4. */
    private static final byte[] X509_PREFIX = {0x30, 0x2a, 0x30, 0x05, 0x06, 0x03, 0x2b, 0x65, 0x70, 0x03, 0x21, 0x00};

    /**
     * One signature.
     *
     * @param name who signs
     * @param bytes four bytes that tell the key, then the signature; not copied
     */
    public record SignatureLine(String name, byte[] bytes) {}

    /** Copies the list. */
    public SignedNote {
        signatures = List.copyOf(signatures);
    }

    /**
     * Who signs, and the key with which that is checked: {@code <name>+<key id>+<key>}, as notes are checked everywhere.
     *
     * @param name the name, without spaces and plus signs
     * @param key the key, 32 bytes; not copied
     */
    public record Verifier(String name, byte[] key) {
        /**
         * Reads one.
         *
         * @param text name, key id and key, with plus signs between them
         * @return the verifier
         * @throws IllegalArgumentException if it is none; the message says why
         */
        public static Verifier parse(String text) {
            String[] parts = text.strip().split("\\+", 3);
            if (parts.length != 3) {
                throw new IllegalArgumentException(
                        "`" + text + "` is no key to check notes with; it has the form <name>+<key id>+<key>.");
            }
            byte[] key = Base64.getDecoder().decode(parts[2]);
            if (key.length != 1 + MerkleHash.LENGTH || key[0] != ED25519) {
                throw new IllegalArgumentException("The key of " + parts[0] + " is no Ed25519 key.");
            }
            Verifier verifier = new Verifier(parts[0], Arrays.copyOfRange(key, 1, key.length));
            if (!verifier.keyIdText().equals(parts[1])) {
                throw new IllegalArgumentException("The key id of " + parts[0] + " is " + parts[1] + ", but should be "
                        + verifier.keyIdText() + "; copy the whole line.");
            }
            return verifier;
        }

        /**
         * As it is read.
         *
         * @return one line
         */
        public String text() {
            return name + "+" + keyIdText() + "+" + Base64.getEncoder().encodeToString(typed());
        }

        private byte[] typed() {
            byte[] typed = new byte[1 + key.length];
            typed[0] = ED25519;
            System.arraycopy(key, 0, typed, 1, key.length);
            return typed;
        }

        private byte[] keyId() {
            try {
                MessageDigest sha256 = MessageDigest.getInstance("SHA-256");
                sha256.update((name + "\n").getBytes(StandardCharsets.UTF_8));
                return Arrays.copyOf(sha256.digest(typed()), KEY_ID);
            } catch (GeneralSecurityException e) {
                throw new IllegalStateException("Every Java platform has SHA-256", e);
            }
        }

        private String keyIdText() {
            return HexFormat.of().formatHex(keyId());
        }

        PublicKey publicKey() throws GeneralSecurityException {
            byte[] encoded = Arrays.copyOf(X509_PREFIX, X509_PREFIX.length + key.length);
            System.arraycopy(key, 0, encoded, X509_PREFIX.length, key.length);
            return KeyFactory.getInstance("Ed25519").generatePublic(new X509EncodedKeySpec(encoded));
        }
    }

    /**
     * Signs a text.
     *
     * @param text the text, which ends with a line feed
     * @param by who signs, with the public key
     * @param key the private key
     * @return the note
     * @throws IllegalStateException if the key can't sign
     */
    public static SignedNote sign(String text, Verifier by, PrivateKey key) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initSign(key);
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            byte[] signed = signature.sign();
            byte[] line = Arrays.copyOf(by.keyId(), KEY_ID + signed.length);
            System.arraycopy(signed, 0, line, KEY_ID, signed.length);
            return new SignedNote(text, List.of(new SignatureLine(by.name(), line)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("The key of " + by.name() + " can't sign: " + e.getMessage(), e);
        }
    }

    /**
     * Reads a note.
     *
     * @param note the text, an empty line, and the lines of signatures
     * @return the note
     * @throws IllegalArgumentException if it is none
     */
    public static SignedNote parse(String note) {
        int end = note.lastIndexOf("\n\n");
        if (end < 0 || !note.endsWith("\n")) {
            throw new IllegalArgumentException("This is no signed note: no empty line is before its signatures.");
        }
        List<SignatureLine> signatures = new ArrayList<>();
        for (String line : note.substring(end + 2).split("\n")) {
            String[] parts =
                    line.startsWith(START) ? line.substring(START.length()).split(" ") : new String[0];
            if (parts.length != 2) {
                throw new IllegalArgumentException("This is no signed note: `" + line + "` is no signature.");
            }
            signatures.add(new SignatureLine(parts[0], Base64.getDecoder().decode(parts[1])));
        }
        return new SignedNote(note.substring(0, end + 1), signatures);
    }

    /**
     * As it is read.
     *
     * @return text and signatures
     */
    public String note() {
        StringBuilder note = new StringBuilder(text).append('\n');
        for (SignatureLine line : signatures) {
            note.append(START)
                    .append(line.name())
                    .append(' ')
                    .append(Base64.getEncoder().encodeToString(line.bytes()))
                    .append('\n');
        }
        return note.toString();
    }

    /**
     * Whether somebody has signed it.
     *
     * @param by who, and the key
     * @return empty if there is no signature of that key; else whether it is good
     */
    public Optional<Boolean> isSignedBy(Verifier by) {
        byte[] keyId = by.keyId();
        for (SignatureLine line : signatures) {
            boolean isIts = line.name().equals(by.name())
                    && line.bytes().length > KEY_ID
                    && Arrays.equals(keyId, Arrays.copyOf(line.bytes(), KEY_ID));
            if (isIts) {
                return Optional.of(isGood(line, by));
            }
        }
        return Optional.empty();
    }

    private boolean isGood(SignatureLine line, Verifier by) {
        try {
            Signature signature = Signature.getInstance("Ed25519");
            signature.initVerify(by.publicKey());
            signature.update(text.getBytes(StandardCharsets.UTF_8));
            return signature.verify(line.bytes(), KEY_ID, line.bytes().length - KEY_ID);
        } catch (GeneralSecurityException e) {
            return false;
        }
    }
}
