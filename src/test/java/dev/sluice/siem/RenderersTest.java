package dev.sluice.siem;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.event.AuditEvent;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.ShrinkingMode;
import net.jqwik.api.Tag;

/**
 * What is rendered is read back by readers that others have written, or that go by the words of a specification: every kind of record,
 * with and without {@code detail}, and records that mean harm.
 */
class RenderersTest {
    private static final int HOSTILE = 2_000;
    private static final int HOSTILE_OCSF = 400;

    /** The reader that others have written takes milliseconds for a record. */
    private static final int HOSTILE_CEF = 1_000;

    private static final int MANY = 100_000;

    private static final Readers READERS = new Readers();

    @Example
    void everyKindOfRecordIsReadBackInEveryFormat() {
        List<AuditEvent> all = AuditSamples.withAndWithoutDetail();
        for (Format format : Format.values()) {
            all.forEach(audit -> READERS.check(format, audit));
        }
        assertThat(all).hasSizeGreaterThan(1_500);
    }

    @Provide
    Arbitrary<AuditEvent> hostile() {
        return Arbitraries.randomValue(random -> new HostileAudits(random).next());
    }

    @Property(tries = HOSTILE_CEF, shrinking = ShrinkingMode.OFF)
    void cefOfHarmfulRecordsIsReadBack(@ForAll("hostile") AuditEvent audit) {
        READERS.check(Format.CEF, audit);
    }

    @Property(tries = HOSTILE, shrinking = ShrinkingMode.OFF)
    void leefOfHarmfulRecordsIsReadBack(@ForAll("hostile") AuditEvent audit) {
        READERS.check(Format.LEEF, audit);
    }

    @Property(tries = HOSTILE, shrinking = ShrinkingMode.OFF)
    void syslogOfHarmfulRecordsIsReadBack(@ForAll("hostile") AuditEvent audit) {
        READERS.check(Format.SYSLOG, audit);
    }

    @Property(tries = HOSTILE, shrinking = ShrinkingMode.OFF)
    void windowsXmlOfHarmfulRecordsIsReadBack(@ForAll("hostile") AuditEvent audit) {
        READERS.check(Format.WINEVENT, audit);
    }

    @Property(tries = HOSTILE, shrinking = ShrinkingMode.OFF)
    void jsonOfHarmfulRecordsIsReadBack(@ForAll("hostile") AuditEvent audit) {
        READERS.check(Format.JSON, audit);
    }

    @Property(tries = HOSTILE_OCSF, shrinking = ShrinkingMode.OFF)
    void ocsfOfHarmfulRecordsFitsTheSchema(@ForAll("hostile") AuditEvent audit) {
        READERS.check(Format.OCSF, audit);
    }

    @Example
    @Tag("oracle")
    void manyHarmfulRecordsAreReadBackInEveryFormat() {
        HostileAudits hostile = new HostileAudits(new Random(20_260_301));
        for (int i = 0; i < MANY; i++) {
            AuditEvent audit = hostile.next();
            for (Format format : Format.values()) {
                READERS.check(format, audit);
            }
        }
    }
}
