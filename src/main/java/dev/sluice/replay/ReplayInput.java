package dev.sluice.replay;

import dev.sluice.domain.EventView;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.ComplianceEvent;
import dev.sluice.event.Control;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Policy;
import dev.sluice.event.PrivilegedSessionEvent;
import java.util.List;
import java.util.function.Function;
import org.apache.avro.specific.SpecificRecordBase;

/**
 * A topic that a replay can feed from a file.
 *
 * @param topic the topic without prefix; the file is {@code <topic>.jsonl}
 * @param type the record class
 * @param header gives a record's header
 * @param key gives a record's key, null if it names no subject
 */
record ReplayInput(
        String topic,
        Class<? extends SpecificRecordBase> type,
        Function<SpecificRecordBase, Header> header,
        Function<SpecificRecordBase, String> key) {
    /** All inputs, in the order in which ties between files are broken. */
    static final List<ReplayInput> ALL = List.of(
            events("identity", IdentityEvent.class),
            events("access", AccessEvent.class),
            events("authentication", AuthenticationEvent.class),
            events("privileged-session", PrivilegedSessionEvent.class),
            events("compliance", ComplianceEvent.class),
            new ReplayInput("control", Control.class, r -> ((Control) r).getHeader(), r -> ((Control) r)
                    .getAction()
                    .name()),
            new ReplayInput(
                    "policy",
                    Policy.class,
                    r -> ((Policy) r).getHeader(),
                    r -> ((Policy) r).getKind() + "/" + ((Policy) r).getId()));

    private static ReplayInput events(String topic, Class<? extends SpecificRecordBase> type) {
        return new ReplayInput(
                topic, type, r -> EventView.of(r).header(), r -> EventView.of(r).subjectKey());
    }
}
