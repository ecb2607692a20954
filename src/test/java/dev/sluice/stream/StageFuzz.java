package dev.sluice.stream;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.domain.EventView;
import dev.sluice.domain.ReasonCode;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditType;
import dev.sluice.event.Header;
import dev.sluice.event.Policy;
import dev.sluice.event.PolicySet;
import dev.sluice.fuzz.InputRandom;
import dev.sluice.replay.TopologyDriver;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;
import org.apache.kafka.common.header.Headers;

/**
 * Any records on any input of the stage: it goes on, says of each exactly once what came of it, and its rules fail on none. What can't be
 * decided is a dead letter with its reason.
 */
public final class StageFuzz {
    private static final int MOST = 12;
    private static final List<String> TOPICS = SluiceTopology.INPUTS;
    private static final List<String> POLICIES = List.of(
            "kind: System\nid: sap\nmode: enforce\nunsanctioned: revoke\ncorrelate: [{attribute: email, account: name}]\n",
            "kind: Role\nid: clerk\nwhen: {department: [Treasury]}\ngrants: ['sap:CLERK']\n",
            "kind: SodRule\nid: P2P-01\nname: Vendors and payments\nseverity: HIGH\nfunctions:\n"
                    + "  - {name: one, entitlements: ['sap:CLERK']}\n  - {name: two, entitlements: ['sap:PAY*']}\nrequired: 2\n");

    private StageFuzz() {}

    /**
     * One input: choices of which records are made.
     *
     * @param input the input
     */
    public static void fuzzerTestOneInput(byte[] input) {
        InputRandom choices = new InputRandom(input);
        HostileRecords records = new HostileRecords(choices);
        long end = HostileRecords.AT + 40 * 86_400_000L;
        Map<String, Integer> given = new HashMap<>();
        try (TopologyDriver stage = new TopologyDriver(new PublishedPolicies(), end)) {
            publish(stage);
            given.put(Names.POLICY, POLICIES.size() + 1);
            for (int i = 0; i < MOST && !choices.isUsedUp(); i++) {
                String topic = TOPICS.get(choices.nextInt(TOPICS.size()));
                int form = choices.nextInt(16);
                long at = records.arrival();
                if (form < 2) {
                    byte[] bytes = new byte[choices.nextInt(40)];
                    choices.nextBytes(bytes);
                    stage.pipeBytes(topic, records.text(), form == 0 ? null : bytes, at);
                } else {
                    SpecificRecordBase record = records.next(topic, at);
                    String key = choices.nextInt(12) == 0 ? null : key(topic, record, records);
                    stage.pipe(topic, key, record, at);
                }
                given.merge(topic, 1, Integer::sum);
            }
            stage.settle();
            // A record that was forwarded is told of under the coordinates that it says, which anybody may have made
            // up.
            Told told = new Told(given.remove(Names.EXCHANGE) == null);
            stage.drain(told);
            told.requireAll(given);
        }
    }

    private static String key(String topic, SpecificRecordBase record, HostileRecords records) {
        boolean isEvent = !List.of(Names.POLICY, Names.CONTROL, Names.EXCHANGE).contains(topic);
        String subject = isEvent ? EventView.of(record).subjectKey() : null;
        return subject == null ? records.text() : subject;
    }

    private static void publish(TopologyDriver stage) {
        Header header = Header.newBuilder()
                .setEventId("p")
                .setSource("test")
                .setOccurredAt(Instant.ofEpochMilli(HostileRecords.AT))
                .build();
        for (int i = 0; i <= POLICIES.size(); i++) {
            Policy.Builder policy =
                    Policy.newBuilder().setHeader(header).setSetVersion(1).setId(Integer.toString(i));
            if (i < POLICIES.size()) {
                policy.setKind("System").setDocument(POLICIES.get(i));
            } else {
                policy.setKind("PolicySet").setSet(new PolicySet(1L, 0L, POLICIES.size()));
            }
            stage.pipe(Names.POLICY, policy.getKind() + "/" + i, policy.build(), HostileRecords.AT);
        }
    }

    /** What the stage says of its inputs. */
    private static final class Told implements TopologyDriver.Sink {
        private final Set<String> inputs = new HashSet<>();
        private final boolean isFirstHand;

        Told(boolean isFirstHand) {
            this.isFirstHand = isFirstHand;
        }

        @Override
        public void derived(String topic, String key, SpecificRecord value) {
            if (value instanceof AuditEvent audit && audit.getType() == AuditType.INPUT) {
                String of = audit.getInput().getTopic() + "@" + audit.getInput().getOffset();
                if (!inputs.add(of) && isFirstHand) {
                    throw new AssertionError(of + " is told of twice");
                }
            }
        }

        @Override
        public void deadLetter(String key, byte[] value, Headers headers) {
            String reason = new String(headers.lastHeader(DeadLetters.REASON).value(), StandardCharsets.UTF_8);
            if (reason.equals(ReasonCode.PROCESSING_ERROR.name())) {
                throw new AssertionError("the rules failed on a record");
            }
            ReasonCode.valueOf(reason);
        }

        void requireAll(Map<String, Integer> given) {
            given.forEach((topic, count) -> {
                for (int offset = 0; offset < count; offset++) {
                    if (!inputs.contains("iam." + topic + "@" + offset)) {
                        throw new AssertionError("nothing is told of " + topic + "@" + offset);
                    }
                }
            });
        }
    }

    /**
     * What real inputs look like.
     *
     * @return by a name for each
     */
    public static Map<String, byte[]> seeds() {
        Map<String, byte[]> seeds = new TreeMap<>();
        for (int i = 0; i < 6; i++) {
            byte[] seed = new byte[120];
            new Random(i).nextBytes(seed);
            seeds.put("records-" + i, seed);
        }
        return seeds;
    }
}
