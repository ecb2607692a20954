package dev.sluice.registry;

import java.nio.ByteBuffer;
import java.util.UUID;
import org.apache.kafka.common.errors.SerializationException;

/**
 * How a record names its writer schema on the wire.
 *
 * <p>Version 0: byte 0x00 and the id as a big-endian int. Version 1: byte 0x01 and the GUID, most significant half first;
 * normally in a header, with a bare Avro payload.
 */
final class SchemaIds {

    static final byte VERSION_0 = 0;
    static final byte VERSION_1 = 1;
    static final int VERSION_0_LENGTH = 1 + Integer.BYTES;
    static final int VERSION_1_LENGTH = 1 + 2 * Long.BYTES;
    static final String KEY_HEADER = "__key_schema_id";
    static final String VALUE_HEADER = "__value_schema_id";

    private SchemaIds() {}

    /** The id of version 0. */
    static int id(byte[] bytes) {
        return (bytes[1] & 0xff) << 24 | (bytes[2] & 0xff) << 16 | (bytes[3] & 0xff) << 8 | bytes[4] & 0xff;
    }

    /** The GUID of version 1. */
    static UUID guid(byte[] bytes) {
        ByteBuffer buffer = ByteBuffer.wrap(bytes, 1, 2 * Long.BYTES);
        return new UUID(buffer.getLong(), buffer.getLong());
    }

    /**
     * How many bytes the schema id takes.
     *
     * @throws SerializationException if the bytes do not begin with a complete schema id
     */
    static int length(byte[] bytes) {
        if (bytes.length == 0) {
            throw new SerializationException("Unknown magic byte! The record is empty.");
        }
        int length =
                switch (bytes[0]) {
                    case VERSION_0 -> VERSION_0_LENGTH;
                    case VERSION_1 -> VERSION_1_LENGTH;
                    default -> throw new SerializationException("Unknown magic byte!");
                };
        if (bytes.length < length) {
            throw new SerializationException("The record ends within its schema id.");
        }
        return length;
    }
}
