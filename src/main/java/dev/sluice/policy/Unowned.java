package dev.sluice.policy;

import dev.sluice.event.Policy;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.serialization.Deserializer;

/** Keeps a consumer from closing a deserializer that it was lent. */
final class Unowned implements Deserializer<Policy> {
    private final Deserializer<Policy> lent;

    Unowned(Deserializer<Policy> lent) {
        this.lent = lent;
    }

    @Override
    public Policy deserialize(String topic, byte[] data) {
        return lent.deserialize(topic, data);
    }

    @Override
    public Policy deserialize(String topic, Headers headers, byte[] data) {
        return lent.deserialize(topic, headers, data);
    }
}
