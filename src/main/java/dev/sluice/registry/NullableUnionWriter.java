package dev.sluice.registry;

import java.util.List;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumWriter;

/**
 * Writes generated classes, and knows the branch of {@code ["null", T]} without asking for the value's schema by name, which
 * is what Avro does for every nullable field of every record.
 */
final class NullableUnionWriter<T> extends SpecificDatumWriter<T> {

    NullableUnionWriter(Schema schema, SpecificData data) {
        super(schema, data);
    }

    @Override
    protected int resolveUnion(Schema union, Object datum) {
        List<Schema> branches = union.getTypes();
        if (branches.size() == 2 && branches.get(0).getType() == Schema.Type.NULL) {
            return datum == null ? 0 : 1;
        }
        return super.resolveUnion(union, datum);
    }
}
