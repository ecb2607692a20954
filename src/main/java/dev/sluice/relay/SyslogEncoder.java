package dev.sluice.relay;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.regex.Pattern;

/**
 * Syslog messages (RFC 5424). What is one already goes as it is; anything else gets a header with the record's timestamp
 * and, as structured data, its id. There is no byte order mark: receivers look for {@code CEF:} or {@code LEEF:} at the
 * beginning of the message.
 */
final class SyslogEncoder implements Encoder {
    private static final Pattern MESSAGE = Pattern.compile("<(?:[0-9]|[1-9][0-9]|1[0-8][0-9]|19[01])>1 [^ ]+ [^ ]+ .*");
    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSS'Z'").withZone(ZoneOffset.UTC);
    private static final int MAX_MSGID = 32;

    private final Header header;

    /**
     * What the header says of all records.
     *
     * @param hostname HOSTNAME, printable ASCII, at most 255
     * @param app APP-NAME, printable ASCII, at most 48
     * @param facility 0 to 23
     * @param severity 0 to 7
     * @param enterprise private enterprise number of the structured data
     * @param topicPrefix what of a topic's name MSGID leaves out
     */
    record Header(String hostname, String app, int facility, int severity, int enterprise, String topicPrefix) {}

    SyslogEncoder(Header header) {
        this.header = header;
    }

    @Override
    public byte[] encode(Message message) throws Refused {
        String text = Texts.of(message);
        if (text.charAt(0) == '<'
                && MESSAGE.matcher(text.lines().findFirst().orElse("")).matches()) {
            return message.value();
        }
        return (prefix(message) + text).getBytes(StandardCharsets.UTF_8);
    }

    private String prefix(Message message) {
        String topic = message.topic().startsWith(header.topicPrefix())
                ? message.topic().substring(header.topicPrefix().length())
                : message.topic();
        return "<" + (header.facility() * 8 + header.severity()) + ">1 "
                + TIME.format(Instant.ofEpochMilli(Math.max(0, message.arrivedAt()))) + " "
                + header.hostname() + " " + header.app() + " - "
                + topic.substring(0, Math.min(topic.length(), MAX_MSGID))
                + " [relay@" + header.enterprise() + " id=\"" + message.id() + "\"] ";
    }
}
