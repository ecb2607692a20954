package dev.sluice.registry;

import java.io.IOException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * The shape of a generated record. Most fields of most records are nullable, and null, so that this is asked here and not
 * of the field's own shape.
 */
final class RecordShape extends Shape {
    private final Schema schema;
    private final Class<?> type;
    private final GenericData.InstanceSupplier instances;
    private final boolean[] nullable;
    private final Shape[] fields;

    /**
     * A shape.
     *
     * @param schema the record's schema
     * @param type its generated class
     * @param instances makes records of it
     * @param nullable which fields may be null
     * @param fields the shapes of fields that are not null
     */
    RecordShape(
            Schema schema, Class<?> type, GenericData.InstanceSupplier instances, boolean[] nullable, Shape[] fields) {
        this.schema = schema;
        this.type = type;
        this.instances = instances;
        this.nullable = nullable;
        this.fields = fields;
    }

    @Override
    Object read(PayloadDecoder in) throws IOException {
        SpecificRecordBase record = (SpecificRecordBase) instances.newInstance(null, schema);
        for (int i = 0; i < fields.length; i++) {
            if (!nullable[i] || in.readPresence()) {
                record.put(i, fields[i].read(in));
            }
        }
        return record;
    }

    @Override
    void write(Object value, PayloadEncoder out) throws IOException {
        if (value.getClass() != type) {
            throw new ClassCastException("Not a " + type.getName());
        }
        SpecificRecordBase record = (SpecificRecordBase) value;
        for (int i = 0; i < fields.length; i++) {
            Object field = record.get(i);
            if (nullable[i]) {
                out.writePresence(field != null);
            }
            if (field != null || !nullable[i]) {
                fields[i].write(field, out);
            }
        }
    }
}
