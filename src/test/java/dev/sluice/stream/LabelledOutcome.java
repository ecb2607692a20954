package dev.sluice.stream;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.domain.EventView;
import dev.sluice.domain.Events;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccountRef;
import dev.sluice.event.Finding;
import dev.sluice.mapping.Limits;
import dev.sluice.mapping.MappedRecord;
import dev.sluice.mapping.MappingContext;
import dev.sluice.mapping.MappingEngine;
import dev.sluice.mapping.MappingResult;
import dev.sluice.mapping.Mappings;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyParser;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * What becomes of one labelled event: mapped as a payload of its system, and sent through a stage of its own in which all
 * policies have their defaults. Whoever it is about is employed, has the account, and nothing else is known of them.
 *
 * @param event the event
 * @param readAs the actions that the mapping makes of it, the reason why it refuses it, or {@link #NOT_MAPPED}
 * @param found the kinds of findings that follow
 */
record LabelledOutcome(LabelledEvent event, String readAs, SortedSet<String> found) {
    static final String NOT_MAPPED = "not mapped";

    private static final Map<String, String> MAPPINGS = Map.of("okta", "okta", "cisco_duo", "cisco-duo");
    private static final Mappings BUNDLED = Mappings.bundled();
    private static final List<PolicyDocument> DEFAULTS =
            List.of(PolicyDocument.parse("settings.yaml", "kind: Settings\nid: default\n"));
    /** When what says no time is taken to have happened, as a person states it with {@code --as-of}. */
    private static final Instant AS_OF = Instant.parse("2026-03-02T08:15:00Z");

    static LabelledOutcome of(LabelledEvent event) {
        if (!MAPPINGS.containsKey(event.sample())) {
            return new LabelledOutcome(event, NOT_MAPPED, new TreeSet<>());
        }
        List<MappingResult> results = mapped(event);
        assertThat(results).hasSize(1);
        MappingResult result = results.get(0);
        if (result instanceof MappingResult.Mapped mapped) {
            return new LabelledOutcome(event, actions(mapped.events()), findings(mapped.events()));
        }
        String readAs = result instanceof MappingResult.Failed failed ? failed.reason() : NOT_MAPPED;
        return new LabelledOutcome(event, readAs, new TreeSet<>());
    }

    private static List<MappingResult> mapped(LabelledEvent event) {
        List<MappingResult> results = new ArrayList<>();
        byte[] line = event.line().getBytes(StandardCharsets.UTF_8);
        try (MappingEngine engine = new MappingEngine(BUNDLED.get(MAPPINGS.get(event.sample())), Limits.DEFAULT)) {
            engine.run(
                    "labelled.jsonl",
                    new ByteArrayInputStream(line),
                    new MappingContext(null, null, AS_OF, true),
                    (number, raw, result) -> results.add(result));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return results;
    }

    private static String actions(List<MappedRecord> records) {
        return records.stream()
                .map(record -> EventView.of((SpecificRecordBase) record.event()).action())
                .distinct()
                .collect(Collectors.joining(", "));
    }

    private static SortedSet<String> findings(List<MappedRecord> records) {
        try (StageRig rig = StageRig.with()
                .policies((version, documents) -> PolicyParser.parse(DEFAULTS, version))
                .start()) {
            rig.policies("2010-01-01T00:00:00Z", "defaults");
            SpecificRecordBase first = (SpecificRecordBase) records.get(0).event();
            AccountRef account = EventView.of(first).subject().getAccount();
            Instant before =
                    Instant.ofEpochMilli(EventView.of(first).occurredAt()).minus(Duration.ofDays(365));
            rig.hire(before.toString(), "E1");
            rig.pipe(Events.access(rig.header(before.toString()), "E1", AccessAction.ACCOUNT_CREATED, account));
            assertThat(rig.findings()).isEmpty();

            records.forEach(record -> rig.pipe((SpecificRecordBase) record.event()));
            rig.wallClock(Duration.ofSeconds(1));

            assertThat(rig.deadLetters()).isEmpty();
            assertThat(rig.findings()).allMatch(finding -> "E1".equals(finding.getIdentityId()));
            return rig.findings().stream().map(Finding::getKind).collect(Collectors.toCollection(TreeSet::new));
        }
    }
}
