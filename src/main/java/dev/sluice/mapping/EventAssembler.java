package dev.sluice.mapping;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.event.AccountRef;
import dev.sluice.event.Subject;
import dev.sluice.json.PlainJson;
import dev.sluice.json.PlainJsonException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.HexFormat;
import org.apache.avro.specific.SpecificRecord;

/** Completes and checks events, whatever mapping they come from. */
final class EventAssembler {
    private static final int LONGEST_NAME = 1024;

    private EventAssembler() {}

    /** Reads the plain JSON form of an event and finds its key. */
    static MappedRecord assemble(EventTopic topic, JsonNode event) {
        SpecificRecord read;
        try {
            read = PlainJson.read(event, topic.type());
        } catch (PlainJsonException e) {
            throw new RecordRefusal("INVALID_EVENT", e.getMessage());
        }
        int position = read.getSchema().getField("subject").pos();
        return new MappedRecord(topic, key((Subject) read.get(position)), read);
    }

    /**
     * An id for a payload that has none: the same content at the same instant has the same id, the same content at another
     * instant is another event.
     */
    static String contentId(JsonNode payload, Instant occurredAt) {
        String named = Strict.canonical(payload) + "@" + occurredAt;
        return HexFormat.of().formatHex(sha256().digest(named.getBytes(StandardCharsets.UTF_8)), 0, 16);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every Java platform has SHA-256", e);
        }
    }

    /** The header of an event that a template made, which may leave it out. */
    static ObjectNode header(ObjectNode event) {
        return event.get("header") instanceof ObjectNode given ? given : event.putObject("header");
    }

    private static String key(Subject subject) {
        String identityId = subject.getIdentityId();
        AccountRef account = subject.getAccount();
        if (account != null) {
            check(account.getSystem(), "subject.account.system");
            check(account.getName(), "subject.account.name");
            if (account.getSystem().indexOf(':') >= 0) {
                throw invalid("subject.account.system", account.getSystem(), "may not have a colon");
            }
        }
        if (identityId != null) {
            check(identityId, "subject.identityId");
            if (identityId.indexOf(':') >= 0 || identityId.indexOf('#') >= 0) {
                throw invalid("subject.identityId", identityId, "may have neither colon nor number sign");
            }
            return identityId;
        }
        if (account == null) {
            throw new RecordRefusal("INVALID_SUBJECT", "the event names neither an identity nor an account");
        }
        return "account:" + account.getSystem() + "/" + account.getName();
    }

    private static void check(String value, String field) {
        if (value.isBlank()) {
            throw invalid(field, value, "is empty");
        }
        if (value.length() > LONGEST_NAME) {
            throw invalid(field, value, "is longer than " + LONGEST_NAME + " characters");
        }
        if (value.chars()
                .anyMatch(c -> Character.isISOControl(c) || Character.isSurrogate((char) c) && !paired(value))) {
            throw invalid(field, value, "has control or broken characters");
        }
    }

    private static boolean paired(String value) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(value);
    }

    private static RecordRefusal invalid(String field, String value, String why) {
        return new RecordRefusal("INVALID_SUBJECT", field + " " + RecordRefusal.quote(value) + " " + why);
    }
}
