package dev.sluice.registry;

import java.io.IOException;

/**
 * How values of one schema are read and written, decided once rather than for each value. A shape knows the one form that
 * values of generated classes have; it fails on any other, and Avro's own code, which asks at every value, does the rest.
 */
abstract class Shape {
    /**
     * Reads a value.
     *
     * @param in what it is read from
     * @return the value
     * @throws IOException if the bytes are none of the schema
     */
    abstract Object read(PayloadDecoder in) throws IOException;

    /**
     * Writes a value.
     *
     * @param value the value; one of another class than the generated code has, null included, makes it fail
     * @param out where it is written to
     * @throws IOException never by itself; the encoder's methods say so
     */
    abstract void write(Object value, PayloadEncoder out) throws IOException;
}
