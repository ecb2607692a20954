package dev.sluice.registry;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.io.DatumReader;
import org.apache.avro.io.Decoder;

/**
 * Reads what was written with the reader's own schema by its shape. Bytes that the shape can't read are read again by Avro:
 * what they mean, or why they mean nothing, is Avro's to say.
 */
final class ShapedReader<T> implements DatumReader<T> {
    private final Shape shape;
    private final DatumReader<T> avros;

    /**
     * A reader.
     *
     * @param shape the shape of the schema
     * @param avros Avro's reader of the same schema
     */
    ShapedReader(Shape shape, DatumReader<T> avros) {
        this.shape = shape;
        this.avros = avros;
    }

    @Override
    public void setSchema(Schema schema) {
        throw new UnsupportedOperationException("A shaped reader is bound to its schema.");
    }

    @Override
    @SuppressWarnings("unchecked")
    public T read(T reuse, Decoder in) throws IOException {
        PayloadDecoder decoder = (PayloadDecoder) in;
        try {
            return (T) shape.read(decoder);
        } catch (IOException | RuntimeException e) {
            decoder.again();
            return avros.read(reuse, decoder);
        }
    }
}
