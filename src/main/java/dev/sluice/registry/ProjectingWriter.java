package dev.sluice.registry;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericDatumWriter;
import org.apache.avro.io.BinaryEncoder;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.EncoderFactory;

/**
 * Writes a record with a schema other than its own by Avro's resolution rules: fields are matched by name, missing ones take
 * the target's default. (Writing by position, as the original serializer does, mixes up fields when their order differs.)
 */
final class ProjectingWriter<T> implements DatumWriter<T> {

    private final DatumWriter<T> own;
    private final Schema ownSchema;
    private final Schema target;

    ProjectingWriter(DatumWriter<T> own, Schema ownSchema, Schema target) {
        this.own = own;
        this.ownSchema = ownSchema;
        this.target = target;
    }

    @Override
    public void setSchema(Schema schema) {
        throw new UnsupportedOperationException("A projecting writer is bound to its two schemas.");
    }

    @Override
    public void write(T value, Encoder out) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        BinaryEncoder encoder = EncoderFactory.get().directBinaryEncoder(bytes, null);
        own.write(value, encoder);
        Object projected = new GenericDatumReader<>(ownSchema, target)
                .read(null, DecoderFactory.get().binaryDecoder(bytes.toByteArray(), null));
        new GenericDatumWriter<>(target).write(projected, out);
    }
}
