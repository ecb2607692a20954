package dev.sluice.torture;

import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.torture.oracle.Fed;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import org.apache.avro.JsonProperties;
import org.apache.avro.Schema;

/**
 * Has events written by a newer producer: under schemas with a field more, which is null, and whose ids no instance has seen. Whoever
 * reads them needs the registry, and then finds the same event as before.
 */
final class NewSchemas {
    private static final Map<String, Schema> OF_TOPICS = Map.of(
            "identity", IdentityEvent.getClassSchema(),
            "access", AccessEvent.getClassSchema(),
            "authentication", AuthenticationEvent.getClassSchema(),
            "privileged-session", PrivilegedSessionEvent.getClassSchema(),
            "compliance", ComplianceEvent.getClassSchema());

    /** How Avro writes the first branch of a union that is null. */
    private static final byte NULL = 0;

    private final SchemaRegistryClient registry;
    private final String prefix;
    private final Map<String, List<Schema.Field>> more = new TreeMap<>();
    private int number;

    /**
     * Nothing new yet.
     *
     * @param registry takes new schemas; one that is never away
     * @param prefix of the topics
     */
    NewSchemas(SchemaRegistryClient registry, String prefix) {
        this.registry = registry;
        this.prefix = prefix;
    }

    /**
     * Registers another version of each input's schema.
     *
     * @return rewrites events that are written with the schema of this version of Sluice; poison stays what it is
     */
    UnaryOperator<Item> next() {
        number++;
        Map<String, Integer> ids = new HashMap<>();
        OF_TOPICS.forEach((topic, schema) ->
                ids.put(prefix + topic, registry.register(prefix + topic + "-value", wider(topic, schema), false)));
        int fields = number;
        return item ->
                item.sort() == Fed.Sort.POISON ? item : item.with(wider(item.value(), ids.get(item.topic()), fields));
    }

    /** A schema keeps what the versions before it added: a registry may refuse one that drops it. */
    private Schema wider(String topic, Schema schema) {
        List<Schema.Field> added = more.computeIfAbsent(topic, absent -> new ArrayList<>());
        added.add(new Schema.Field(
                "torture" + number,
                Schema.createUnion(Schema.create(Schema.Type.NULL), Schema.create(Schema.Type.STRING)),
                "Nobody's but the torture's.",
                JsonProperties.NULL_VALUE));
        List<Schema.Field> fields = new ArrayList<>();
        schema.getFields().forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        added.forEach(field -> fields.add(new Schema.Field(field, field.schema())));
        return Schema.createRecord(schema.getName(), schema.getDoc(), schema.getNamespace(), false, fields);
    }

    private static byte[] wider(byte[] value, int id, int fields) {
        ByteBuffer wider = ByteBuffer.allocate(value.length + fields);
        wider.put(value).putInt(1, id);
        while (wider.hasRemaining()) {
            wider.put(NULL);
        }
        return wider.array();
    }
}
