package dev.sluice.bench.run;

import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.registry.AvroDeserializer;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecord;

/** Whether Sluice and the baseline say the same of every identity, or of a sample: status, and what is held. */
final class ViewCheck {
    private static final int SAMPLE = 20_000;

    private final Cluster cluster;
    private final int everyNth;

    ViewCheck(Cluster cluster, int identities) {
        this.cluster = cluster;
        this.everyNth = Math.max(1, (identities + SAMPLE - 1) / SAMPLE);
    }

    static Map<String, Object> reading(Cluster cluster, Class<? extends SpecificRecord> type) {
        Map<String, Object> config = new HashMap<>(cluster.connection());
        config.put("specific.avro.value.type", type.getName());
        return config;
    }

    /** How many identities were compared; fails at the first that differs. */
    int require(String sluiceTopic, String baselineTopic) throws Exception {
        Map<String, String> ours = views(sluiceTopic);
        Map<String, String> theirs = views(baselineTopic);
        for (String id : new TreeSet<>(theirs.keySet())) {
            if (!theirs.get(id).equals(ours.get(id))) {
                throw new BenchException("Sluice and the baseline differ about " + id + ". Sluice says " + ours.get(id)
                        + ", the baseline " + theirs.get(id) + ". No ratio between them is given.");
            }
        }
        if (ours.size() != theirs.size()) {
            throw new BenchException("Sluice knows " + ours.size() + " identities of the sample, the baseline "
                    + theirs.size() + ". No ratio between them is given.");
        }
        return ours.size();
    }

    private Map<String, String> views(String topic) throws Exception {
        Map<String, IdentityAccess> records = new TreeMap<>();
        try (AvroDeserializer<IdentityAccess> deserializer = new AvroDeserializer<>()) {
            deserializer.configure(reading(cluster, IdentityAccess.class), false);
            Readers.readAll(cluster, topic, record -> {
                String key = new String(record.key(), StandardCharsets.UTF_8);
                if (!inSample(identity(key))) {
                    return;
                }
                if (record.value() == null) {
                    records.remove(key);
                } else {
                    records.put(key, deserializer.deserialize(topic, record.headers(), record.value()));
                }
            });
        }
        return records.entrySet().stream()
                .filter(entry -> entry.getKey().indexOf('#') < 0)
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> text(entry.getValue(), records)));
    }

    private boolean inSample(String id) {
        return Math.floorMod(id.hashCode(), everyNth) == 0;
    }

    private static String identity(String key) {
        int page = key.indexOf('#');
        return page < 0 ? key : key.substring(0, page);
    }

    private static String text(IdentityAccess head, Map<String, IdentityAccess> records) {
        TreeSet<String> held = new TreeSet<>();
        head.getEntitlements().forEach(entitlement -> held.add(text(entitlement)));
        int pages = head.getPage() == null ? 0 : head.getPage().getPages();
        for (int bucket = 0; bucket < pages; bucket++) {
            records.get(head.getIdentityId() + "#" + bucket)
                    .getEntitlements()
                    .forEach(entitlement -> held.add(text(entitlement)));
        }
        return head.getStatus() + " " + held;
    }

    private static String text(HeldEntitlement held) {
        return held.getSystem() + ":" + held.getName() + "@" + held.getAccount();
    }
}
