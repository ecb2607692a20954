package dev.sluice.stream;

import dev.sluice.stream.state.UnreadableStateException;
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
     * Reads a value, all of it.
     *
     * @param what what it is, for a person
     * @throws UnreadableStateException if another version has written it, or it is damaged
     */
    static <T> T read(String what, int version, byte[] bytes, Reading<T> fields) {
        if (bytes.length > 0 && bytes[0] != version) {
            throw new UnreadableStateException(what + " is stored in format " + bytes[0]
                    + ", which this version does not know; run the version that wrote it.");
        }
        try (DataInputStream in = new DataInputStream(new ByteArrayInputStream(bytes))) {
            in.readByte();
            T value = fields.from(in);
            if (in.available() > 0) {
                throw new IOException(in.available() + " bytes too many");
            }
            return value;
        } catch (IOException | RuntimeException e) {
            throw new UnreadableStateException(
                    what + " is damaged where it is stored. Delete the local state directory; it is rebuilt from the"
                            + " changelog.",
                    e);
        }
    }

    /** How many follow, each of at least one byte: a damaged number must not read as nothing. */
    static int count(DataInputStream in) throws IOException {
        int count = in.readInt();
        if (count < 0 || count > in.available()) {
            throw new IOException(count + " elements can't be in " + in.available() + " bytes");
        }
        return count;
    }
}
