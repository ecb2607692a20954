package dev.sluice.stream;

import dev.sluice.domain.Category;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.Exchange;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PrivilegedSessionEvent;
import dev.sluice.event.Subject;
import dev.sluice.json.RandomRecords;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Random;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.apache.avro.specific.SpecificRecordBase;

/** Records that the contract allows, about few people, accounts and instants, so that they meet; among them what nobody means well by. */
final class HostileRecords extends RandomRecords {
    /** When all this happens. */
    static final long AT = Instant.parse("2026-03-01T00:00:00Z").toEpochMilli();

    private static final String[] TEXTS = {
        "E1", "E2", "sap", "ada", "CLERK", "account:sap/ada", "attr:email:ada", "feed:hr", "ip:203.0.113.9", "task:0",
        "hr", "iam.access", "iam.identity", "PARKED", "ENDED", "OUT", "pipeline:x", "credential:vault/x", "203.0.113.9",
                "Treasury",
        "sap:CLERK", "P2P-01", "PT0S", "P1D", "Europe/Zurich", "Nowhere/Land", "FEED", "ABSENCE", "END", "x",
        "", " ", "\u0000", "\ud800", "\u202eE1", "*", "a:b", "#", "=1+1", "E1#2",
    };
    private static final String[] DOCUMENTS = {
        "kind: System\nid: sap\nmode: enforce\n",
        "kind: Role\nid: r\nwhen: {department: [Treasury]}\ngrants: ['sap:CLERK']\n",
        "kind: Settings\nid: default\nskew: PT5M\nlateness: P1D\n",
        "kind: System\nid: sap\nleaver: {revoke: P999999999D}\n",
        "kind: Settings\nid: default\nbrake: {window: PT0S, limit: -1}\n",
        "kind: Settings\nid: default\ndedupe: P106751991167D\n",
        "...\n",
        "[",
    };
    private static final long[] TIMES = {
        0, -1, Long.MIN_VALUE, Long.MAX_VALUE, 253_402_300_799_999L, -62_135_596_800_001L
    };

    private static final String[] SOURCES = {"hr", "sap", "idp"};
    private static final String[] SYSTEMS = {"sap", "ldap"};
    private static final String[] NAMES = {"ada", "root", "E1"};

    private final Random random;
    private int made;

    HostileRecords(Random random) {
        super(random);
        this.random = random;
    }

    Class<? extends SpecificRecord> typeOf(String topic) {
        return switch (topic) {
            case Names.POLICY -> Policy.class;
            case Names.CONTROL -> Control.class;
            case Names.EXCHANGE -> Exchange.class;
            default ->
                switch (Category.ofTopic(topic)) {
                    case IDENTITY -> IdentityEvent.class;
                    case ACCESS -> AccessEvent.class;
                    case AUTHENTICATION -> AuthenticationEvent.class;
                    case PRIVILEGED_SESSION -> PrivilegedSessionEvent.class;
                    case COMPLIANCE -> ComplianceEvent.class;
                };
        };
    }

    String text() {
        return TEXTS[random.nextInt(TEXTS.length)];
    }

    /** As the application sees it: what is not between 1970 and now was replaced, see {@code ArrivalTime}. */
    long arrival() {
        return random.nextInt(16) == 0 ? random.nextInt(2) : AT + random.nextInt(200) * 3_600_000L;
    }

    /** A record that arrives at an instant; mostly one that says who and when, so that the rules get to see the rest of it. */
    SpecificRecordBase next(String topic, long arrivedAt) {
        SpecificRecordBase record = (SpecificRecordBase) next(typeOf(topic));
        if (random.nextInt(8) > 0) {
            set(record, "header", header(arrivedAt));
            set(record, "subject", subject());
            Schema.Field action = record.getSchema().getField("action");
            if (action != null && random.nextInt(8) > 0) {
                record.put(action.pos(), known(action.schema()));
            }
        }
        return record;
    }

    private static void set(SpecificRecordBase record, String name, Object value) {
        Schema.Field field = record.getSchema().getField(name);
        if (field != null) {
            record.put(field.pos(), value);
        }
    }

    private Header header(long arrivedAt) {
        made++;
        return Header.newBuilder()
                .setEventId("e" + (random.nextInt(8) == 0 ? 1 : made))
                .setSource(SOURCES[random.nextInt(SOURCES.length)])
                .setOccurredAt(Instant.ofEpochMilli(Math.max(0, arrivedAt - random.nextInt(200) * 3_600_000L)))
                .setFeedId(random.nextInt(4) == 0 ? "f" : null)
                .setSourceSequence(random.nextInt(3) == 0 ? (long) random.nextInt(4) : null)
                .build();
    }

    private Subject subject() {
        int form = random.nextInt(4);
        AccountRef account = form == 0
                ? null
                : new AccountRef(
                        SYSTEMS[random.nextInt(SYSTEMS.length)], NAMES[random.nextInt(NAMES.length)], null, null);
        return Subject.newBuilder()
                .setIdentityId(form == 1 ? null : "E" + random.nextInt(3))
                .setAccount(account)
                .build();
    }

    private Object known(Schema action) {
        Object[] words = SpecificData.get().getClass(action).getEnumConstants();
        return words[1 + random.nextInt(words.length - 1)];
    }

    private Instant instant() {
        return Instant.ofEpochMilli(
                random.nextInt(16) == 0 ? TIMES[random.nextInt(TIMES.length)] : AT + random.nextInt(256) * 1_800_000L);
    }

    @Override
    protected Object value(Schema schema) {
        return switch (schema.getType()) {
            case STRING -> random.nextInt(24) == 0 ? DOCUMENTS[random.nextInt(DOCUMENTS.length)] : text();
            case LONG -> schema.getLogicalType() == null ? (Object) number() : instant();
            case INT ->
                schema.getLogicalType() == null
                        ? (Object) (int) number()
                        : LocalDate.ofEpochDay(
                                random.nextInt(16) == 0 ? random.nextInt() : 20_500 + random.nextInt(30));
            default -> super.value(schema);
        };
    }

    private long number() {
        return random.nextInt(16) == 0 ? TIMES[random.nextInt(TIMES.length)] : random.nextInt(6);
    }
}
