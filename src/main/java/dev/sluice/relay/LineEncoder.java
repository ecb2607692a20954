package dev.sluice.relay;

/** A record as it is, for targets that take a record a line. */
final class LineEncoder implements Encoder {
    @Override
    public byte[] encode(Message message) throws Refused {
        Texts.line(message);
        return message.value();
    }
}
