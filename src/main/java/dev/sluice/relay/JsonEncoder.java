package dev.sluice.relay;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/** An element of a JSON array: a record that is a JSON object as it is, anything else as a string. */
final class JsonEncoder implements Encoder {
    @Override
    public byte[] encode(Message message) throws Refused {
        String text = Texts.of(message);
        if (Texts.isJsonObject(text)) {
            return message.value();
        }
        StringBuilder quoted = new StringBuilder(text.length() + 16).append('"');
        JsonStringEncoder.getInstance().quoteAsString(text, quoted);
        return quoted.append('"').toString().getBytes(StandardCharsets.UTF_8);
    }
}
