package dev.sluice.torture;

import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.Header;
import dev.sluice.event.Subject;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.torture.oracle.Fed;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Random;
import org.apache.avro.specific.SpecificRecord;

/** Makes what can't be decided: no bytes, no Avro, half a record, a schema that nobody has, and records that say nothing right. */
final class Poison {
    private static final int NOBODYS_SCHEMA = 900_000;
    private static final int KINDS = 7;
    private static final long AHEAD = Duration.ofDays(30).toMillis();

    private final Random random;
    private final String authentication;
    private final AvroSerializer<SpecificRecord> serializer;
    private int number;

    Poison(Random random, String prefix, AvroSerializer<SpecificRecord> serializer) {
        this.random = random;
        this.authentication = prefix + "authentication";
        this.serializer = serializer;
    }

    /** The next one, beside a good record, of which it may be made. */
    synchronized Item beside(Item good) {
        number++;
        return switch (random.nextInt(KINDS)) {
            case 0 -> of(good.topic(), good, null);
            case 1 -> of(good.topic(), good, bytes(1 + random.nextInt(200), (byte) 7));
            case 2 -> of(good.topic(), good, Arrays.copyOf(good.value(), 5 + (good.value().length - 5) / 2));
            case 3 -> of(good.topic(), good, unknownSchema(good.value()));
            case 4 -> of(authentication, good, event(good, good.arrivedAt() + AHEAD, true));
            case 5 -> of(authentication, good, event(good, good.arrivedAt(), false));
            default -> of(good.topic(), good, new byte[] {0});
        };
    }

    private static Item of(String topic, Item good, byte[] value) {
        return new Item(topic, good.key(), value, good.arrivedAt(), Fed.Sort.POISON, null);
    }

    private byte[] bytes(int length, byte first) {
        byte[] bytes = new byte[length];
        random.nextBytes(bytes);
        bytes[0] = first;
        return bytes;
    }

    private byte[] unknownSchema(byte[] value) {
        byte[] bytes = value.clone();
        ByteBuffer.wrap(bytes).putInt(1, NOBODYS_SCHEMA + random.nextInt(3));
        return bytes;
    }

    private byte[] event(Item good, long occurredAt, boolean hasSubject) {
        return serializer.serialize(
                authentication,
                AuthenticationEvent.newBuilder()
                        .setHeader(Header.newBuilder()
                                .setEventId("poison-" + number)
                                .setSource("torture")
                                .setOccurredAt(Instant.ofEpochMilli(occurredAt))
                                .build())
                        .setSubject(Subject.newBuilder()
                                .setIdentityId(hasSubject ? new String(good.key(), StandardCharsets.UTF_8) : null)
                                .build())
                        .setAction(AuthenticationAction.LOGIN_SUCCEEDED)
                        .build());
    }
}
