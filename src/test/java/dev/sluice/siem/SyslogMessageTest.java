package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.realityforge.jsyslog.message.StructuredDataParameter;
import org.realityforge.jsyslog.message.SyslogMessage;

/** What a library for RFC 5424 that others have written reads. */
class SyslogMessageTest {
    private static final int HOSTILE = 2_000;

    private static final Readers READERS = new Readers();

    @Test
    void everyRecordIsReadAsItWasMeant() {
        HostileAudits hostile = new HostileAudits(new Random(5_424));
        Stream.concat(
                        AuditSamples.withAndWithoutDetail().stream(),
                        Stream.generate(hostile::next).limit(HOSTILE))
                .forEach(this::isReadAsItWasMeant);
    }

    private void isReadAsItWasMeant(AuditEvent audit) {
        String line = READERS.render(Format.SYSLOG, audit);
        SyslogMessage read = SyslogMessage.parseStructuredSyslogMessage(line);
        StrictSyslog strict = StrictSyslog.parse(line);
        assertThat(read.getHostname()).isEqualTo(strict.hostname());
        assertThat(read.getMsgId()).isEqualTo(strict.msgId());
        List<StructuredDataParameter> parameters = read.getStructuredData().get("sluice@32473");
        Map<String, String> values = parameters.stream()
                .collect(Collectors.toMap(StructuredDataParameter::getName, StructuredDataParameter::getValue));
        assertThat(new TreeMap<>(values))
                .isEqualTo(new TreeMap<>(strict.elements().get("sluice@32473")));
        assertThat(read.getMessage()).isEqualTo("\ufeff" + strict.message());
    }
}
