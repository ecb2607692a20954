package dev.sluice.it;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.sluice.app.SluiceApp;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.event.AuditEvent;
import dev.sluice.event.AuditOutcome;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.Subject;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A flood of what nobody can read takes its way to the dead-letter topic; what can be read goes on beside it. */
@WithStack
class PoisonFloodTest {
    private static final int FLOOD = 5_000;
    private static final List<byte[]> POISON = List.of(
            new byte[] {9, 9, 9},
            new byte[0],
            ByteBuffer.allocate(9).put((byte) 0).putInt(999_999).putInt(1).array(),
            ByteBuffer.allocate(9).put((byte) 0).putInt(-7).putInt(1).array(),
            ByteBuffer.allocate(20).put((byte) 1).putLong(1).putLong(2).array());

    @TempDir
    Path state;

    @Test
    void fiveThousandUnreadableRecordsInOnePartitionStopNoGoodOne(EmbeddedStack stack, TestTopics topics)
            throws Exception {
        try (StreamCluster cluster = new StreamCluster(stack, topics.name("flood."), 1, state)) {
            cluster.send("identity", 0, now(), "E1", hired("E1"));
            for (byte[] poison : POISON) {
                cluster.sendBytes("identity", 0, FLOOD / POISON.size(), poison);
                cluster.send("identity", 0, now(), "E1", hired("E1"));
            }
            cluster.send("identity", 0, now(), "E2", hired("E2"));
            SluiceApp app = cluster.startApp("one");
            await().atMost(60, SECONDS).until(() -> cluster.behind() == 0);

            assertThat(cluster.read("dead-letter")).hasSize(FLOOD);
            assertThat(cluster.read("identity-access"))
                    .extracting(StreamCluster.Derived::key)
                    .contains("E1", "E2");
            List<AuditEvent> audit = cluster.read("audit").stream()
                    .map(record -> (AuditEvent) record.value())
                    .toList();
            assertThat(audit).hasSize(FLOOD + POISON.size() + 2);
            assertThat(audit)
                    .filteredOn(a -> a.getOutcome() == AuditOutcome.DEAD_LETTERED)
                    .hasSize(FLOOD)
                    .extracting(AuditEvent::getReason)
                    .containsOnly("UNDECODABLE");
            assertThat(app.streams().state().isRunningOrRebalancing()).isTrue();
        }
    }

    private static IdentityEvent hired(String identity) {
        return IdentityEvent.newBuilder()
                .setHeader(Header.newBuilder()
                        .setEventId("hired-" + identity)
                        .setSource("test")
                        .setOccurredAt(Instant.parse("2026-01-01T00:00:00Z"))
                        .build())
                .setSubject(Subject.newBuilder().setIdentityId(identity).build())
                .setAction(IdentityAction.HIRED)
                .build();
    }

    private static long now() {
        return System.currentTimeMillis();
    }
}
