package dev.sluice.stream;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/** Small values that a task stores: a version, then the fields in their order. */
final class VersionedBytes {
    /** Writes the fields. */
    interface Writing {
        void to(DataOutputStream out) throws IOException;
    }

    /** Reads the fields. */
    interface Reading<T> {
        T from(DataInputStream in) throws IOException;
    }

    private VersionedBytes() {}

    static byte[] write(int version, Writing fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (DataOutputStream out = new DataOutputStream(bytes)) {
            out.writeByte(version);
            fields.to(out);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return bytes.toByteArray();
    }

    /**
     * Reads a value.
     *
     * @param what what it is, for a person
     * @throws IllegalStateException if another version has written it, or it is damaged
     */
    static <T> T read(String what, int version, byte[] bytes, Reading<T> fields) {
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            int written = in.readByte();
            if (written != version) {
                throw new IllegalStateException(what + " is stored in format " + written
                        + ", which this version does not know; run the version that wrote it.");
            }
            return fields.from(in);
        } catch (IOException e) {
            throw new IllegalStateException(what + " is damaged where it is stored.", e);
        }
    }
}
