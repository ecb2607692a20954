package dev.sluice.registry;

import dev.sluice.event.probe.Probe;
import dev.sluice.event.probe.ProbeKind;
import dev.sluice.event.probe.ProbePart;
import java.nio.ByteBuffer;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;

/** Records of the test schema. */
final class Probes {

    private Probes() {}

    /** Every field set. */
    static Probe full(String id) {
        return Probe.newBuilder()
                .setId(id)
                .setAt(Instant.parse("2026-03-01T12:00:00.123Z"))
                .setEndsAt(Instant.parse("2027-01-01T00:00:00Z"))
                .setDay(LocalDate.of(2026, 3, 1))
                .setKind(ProbeKind.HIRED)
                .setMaybeKind(ProbeKind.LEFT)
                .setPart(part("sap", "ROLE " + id))
                .setParts(List.of(part("ad", null), part("ldap", "Zoë")))
                .setExtra(Map.of("costCentre", id))
                .setScore(0.25)
                .setCount(Long.MIN_VALUE)
                .setFlag(true)
                .setRaw(ByteBuffer.wrap(new byte[] {1, 2, 3}))
                .build();
    }

    /** Every nullable field null. */
    static Probe bare(String id) {
        return Probe.newBuilder().setId(id).setAt(Instant.EPOCH).build();
    }

    private static ProbePart part(String system, String name) {
        return ProbePart.newBuilder().setSystem(system).setName(name).build();
    }
}
