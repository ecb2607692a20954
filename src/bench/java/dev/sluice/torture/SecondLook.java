package dev.sluice.torture;

import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.json.PlainJson;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.torture.oracle.Fed;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.avro.specific.SpecificRecord;

/**
 * One fact more of each identity, when every instance has been started anew: what is told of them then comes from
 * the stores, and no longer from the memory of who lived through it all. The facts are added to the history, so that the truth
 * knows them.
 */
final class SecondLook {
    private static final String SOURCE = "workday-prod";
    private static final String TITLE = "seen once more";

    private SecondLook() {}

    /** Makes the facts, as of now, and adds them to the history. */
    static List<Item> items(Path history, String prefix, Instant now, AvroSerializer<SpecificRecord> serializer)
            throws IOException {
        List<String> everybody = new ArrayList<>();
        GroundTruth.standings(history, history.resolve(HistoryFiles.POLICIES), now, life -> {
            everybody.add(life.get(0).identityId());
        });
        List<Item> items = new ArrayList<>();
        List<String> lines = new ArrayList<>();
        String topic = prefix + "identity";
        for (String identityId : everybody) {
            String eventId = "second-look-" + identityId;
            IdentityEvent event = IdentityEvent.newBuilder()
                    .setHeader(Header.newBuilder()
                            .setEventId(eventId)
                            .setSource(SOURCE)
                            .setSourceKind(SourceKind.HRIS)
                            .setOccurredAt(now)
                            .build())
                    .setSubject(Subject.newBuilder().setIdentityId(identityId).build())
                    .setAction(IdentityAction.UPDATED)
                    .setWorker(Worker.newBuilder().setTitle(TITLE).build())
                    .build();
            items.add(new Item(
                    topic,
                    identityId.getBytes(StandardCharsets.UTF_8),
                    serializer.serialize(topic, event),
                    now.toEpochMilli(),
                    Fed.Sort.EVENT,
                    SOURCE + "/" + eventId));
            lines.add(PlainJson.write(event));
        }
        Files.write(history.resolve("identity.jsonl"), lines, StandardOpenOption.APPEND);
        return items;
    }
}
