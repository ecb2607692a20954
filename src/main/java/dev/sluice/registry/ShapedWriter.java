package dev.sluice.registry;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumWriter;
import org.apache.avro.io.Encoder;

/**
 * Writes records by their shape. A record that doesn't have it is written again by Avro, which takes more forms of a value,
 * and says best what is wrong with it.
 */
final class ShapedWriter<T> implements DatumWriter<T> {
    private final Shape shape;
    private final DatumWriter<T> avros;

    /**
     * A writer.
     *
     * @param shape the shape of the schema
     * @param avros Avro's writer of the same schema
     */
    ShapedWriter(Shape shape, DatumWriter<T> avros) {
        this.shape = shape;
        this.avros = avros;
    }

    @Override
    public void setSchema(Schema schema) {
        throw new UnsupportedOperationException("A shaped writer is bound to its schema.");
    }

    @Override
    public void write(T value, Encoder out) throws IOException {
        if (!(out instanceof PayloadEncoder encoder)) {
            avros.write(value, out);
            return;
        }
        int start = encoder.position();
        try {
            shape.write(value, encoder);
        } catch (IOException | RuntimeException e) {
            encoder.backTo(start);
            avros.write(value, encoder);
        }
    }
}
