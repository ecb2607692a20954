package dev.sluice.audit.privacy;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import javax.crypto.SecretKey;

/**
 * The key that the details of one subject at one writer are sealed with, as it is stored. Generations count up: when a key is erased,
 * what follows is sealed with the next one, and nothing opens what was sealed before. For one thread at a time, as its cipher is.
 */
public final class DetailKey {
    private static final byte VERSION = 1;
    private static final int HEAD = 1 + Integer.BYTES;

    private final int generation;
    private final byte[] sealedKey;

    private DetailKey(int generation, byte[] sealedKey) {
        this.generation = generation;
        this.sealedKey = sealedKey;
    }

    /**
     * Seals and opens with one set of master keys. For one thread at a time.
     */
    public static final class Vault {
        private final MasterKeys masters;
        private final SecureRandom random = new SecureRandom();
        private final AesGcm aes = new AesGcm(random);

        /**
         * A vault.
         *
         * @param masters the master keys
         */
        public Vault(MasterKeys masters) {
            this.masters = masters;
        }

        /**
         * A new key for a subject.
         *
         * @param name whose it is; it opens under no other name
         * @param generation its generation
         * @return the key as it is stored
         */
        public DetailKey make(String name, int generation) {
            byte[] key = new byte[AesGcm.KEY_BYTES];
            random.nextBytes(key);
            return new DetailKey(generation, masters.seal(aes, key, boundTo(name, generation)));
        }

        /**
         * Takes a key out of its seal.
         *
         * @param key the key as it is stored
         * @param name whose it is
         * @return the key
         * @throws SealBrokenException if the master key is not there, or it is another subject's
         */
        public SecretKey open(DetailKey key, String name) {
            return masters.open(aes, ByteBuffer.wrap(key.sealedKey), boundTo(name, key.generation));
        }

        /**
         * Seals a key anew, with the first master key, if another one seals it.
         *
         * @param key the key as it is stored
         * @param open what {@link #open(DetailKey, String)} gave
         * @param name whose it is
         * @return the same key as it is to be stored; the given one if the first master key seals it
         */
        public DetailKey renewed(DetailKey key, SecretKey open, String name) {
            return masters.isFirst(ByteBuffer.wrap(key.sealedKey))
                    ? key
                    : new DetailKey(
                            key.generation, masters.seal(aes, open.getEncoded(), boundTo(name, key.generation)));
        }

        /**
         * Seals a detail.
         *
         * @param key the subject's key
         * @param generation its generation
         * @param detail what is sealed
         * @param recordId the record that it is a part of; it opens in no other
         * @return generation and sealed detail
         */
        public byte[] seal(SecretKey key, int generation, byte[] detail, String recordId) {
            byte[] sealed = aes.seal(key, detail, boundTo(recordId, generation));
            return ByteBuffer.allocate(HEAD + sealed.length)
                    .put(VERSION)
                    .putInt(generation)
                    .put(sealed)
                    .array();
        }

        /**
         * Opens a detail.
         *
         * @param key the subject's key, of the generation that the detail says
         * @param sealed what {@link #seal} gave
         * @param recordId the record that it is a part of
         * @return what was sealed
         * @throws SealBrokenException if it was sealed with another key, for another record, or changed
         */
        public byte[] open(SecretKey key, ByteBuffer sealed, String recordId) {
            int generation = generationOf(sealed);
            ByteBuffer rest = sealed.duplicate();
            rest.position(rest.position() + HEAD);
            return aes.open(key, rest, boundTo(recordId, generation));
        }

        private static byte[] boundTo(String name, int generation) {
            return ("sluice/" + VERSION + "/" + generation + "/" + name).getBytes(StandardCharsets.UTF_8);
        }
    }

    /**
     * The generation of the key that a detail is sealed with.
     *
     * @param sealed what {@link Vault#seal} gave
     * @return the number
     * @throws SealBrokenException if it is nothing that was sealed
     */
    public static int generationOf(ByteBuffer sealed) {
        if (sealed.remaining() < HEAD || sealed.get(sealed.position()) != VERSION) {
            throw new SealBrokenException("The detail was sealed in a form that this version does not know.", null);
        }
        return sealed.getInt(sealed.position() + 1);
    }

    /**
     * What takes the place of a key that is erased.
     *
     * @return its generation, without a key; the next key is of the next one
     */
    public DetailKey erased() {
        return new DetailKey(generation, new byte[0]);
    }

    /**
     * A key as it was stored.
     *
     * @param stored what {@link #bytes} gave
     * @return the key
     * @throws IllegalArgumentException if another version stored it
     */
    public static DetailKey of(byte[] stored) {
        if (stored.length < HEAD || stored[0] != VERSION) {
            throw new IllegalArgumentException(
                    "The key of a subject was stored in a form that this version does not know.");
        }
        ByteBuffer in = ByteBuffer.wrap(stored, 1, stored.length - 1);
        int generation = in.getInt();
        byte[] sealed = new byte[in.remaining()];
        in.get(sealed);
        return new DetailKey(generation, sealed);
    }

    /**
     * What is stored.
     *
     * @return the generation and the sealed key
     */
    public byte[] bytes() {
        return ByteBuffer.allocate(HEAD + sealedKey.length)
                .put(VERSION)
                .putInt(generation)
                .put(sealedKey)
                .array();
    }

    /**
     * Its generation.
     *
     * @return the number, from 1
     */
    public int generation() {
        return generation;
    }

    /**
     * Whether there is a key.
     *
     * @return false after the one before was erased, until another one is needed
     */
    public boolean isThere() {
        return sealedKey.length > 0;
    }
}
