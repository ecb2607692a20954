package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.Endpoints;
import dev.sluice.embedded.StackException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithStack
class EmbeddedStackTest {
    private static final long REASONABLE_BYTES = 2L * 1024 * 1024 * 1024;

    @Test
    void servesRecordsAndSchemas(EmbeddedStack stack, TestTopics topics) throws Exception {
        String topic = topics.create("pair", 2);
        Records.commit(stack.bootstrapServers(), topic, List.of("x", "y"));
        assertThat(Records.committed(stack.bootstrapServers(), topic)).containsExactlyInAnyOrder("x", "y");
        RegistryCalls.register(stack.registryUrl(), topic + "-value");
        assertThat(RegistryCalls.subjects(stack.registryUrl())).contains(topic + "-value");
    }

    @Test
    void reportsTimeAndMemoryOfEachPart(EmbeddedStack stack) {
        EmbeddedStack.StartTimes times = stack.startTimes();
        assertThat(times.total()).isGreaterThanOrEqualTo(times.broker()).isGreaterThanOrEqualTo(times.registry());
        assertThat(times.total())
                .as("both start at the same time")
                .isLessThan(times.broker().plus(times.registry()));
        if (Files.isReadable(Path.of("/proc/self/status"))) {
            EmbeddedStack.Memory memory = stack.memory();
            assertThat(memory.own().orElseThrow()).isPositive().isLessThan(REASONABLE_BYTES);
            assertThat(memory.registry().orElseThrow()).isPositive().isLessThan(REASONABLE_BYTES);
        }
    }

    @Test
    void keepsRecordsAndSchemasInTheNamedDirectory(@TempDir Path data) throws Exception {
        EmbeddedStack.Options options = EmbeddedStack.Options.temporary().withData(data);
        try (EmbeddedStack stack = EmbeddedStack.start(options)) {
            new TestTopics(stack.bootstrapServers(), "").create("kept", 1);
            Records.commit(stack.bootstrapServers(), "kept", List.of("one"));
            RegistryCalls.register(stack.registryUrl(), "kept-value");
            assertThat(Endpoints.of(data)).hasValueSatisfying(found -> {
                assertThat(found.bootstrapServers()).isEqualTo(stack.bootstrapServers());
                assertThat(found.registryUrl()).isEqualTo(stack.registryUrl());
            });
        }
        assertThat(Endpoints.of(data)).isEmpty();
        try (EmbeddedStack stack = EmbeddedStack.start(options)) {
            assertThat(Records.committed(stack.bootstrapServers(), "kept")).containsExactly("one");
            assertThat(RegistryCalls.subjects(stack.registryUrl())).contains("kept-value");
        }
    }

    @Test
    void removesItsTemporaryDirectory() {
        Path directory;
        try (EmbeddedStack stack = EmbeddedStack.start(EmbeddedStack.Options.temporary())) {
            directory = stack.dataDirectory();
            assertThat(directory).isDirectory();
        }
        assertThat(directory).doesNotExist();
    }

    @Test
    void refusesADirectoryAnotherStackUses(EmbeddedStack stack) {
        EmbeddedStack.Options options = EmbeddedStack.Options.temporary().withData(stack.dataDirectory());
        assertThatThrownBy(() -> EmbeddedStack.start(options))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("The data directory " + stack.dataDirectory() + " is in use");
    }

    @Test
    void leavesNothingRunningWhenOnePartCannotStart(@TempDir Path data) throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            EmbeddedStack.Options options =
                    EmbeddedStack.Options.temporary().withData(data).withPorts(0, other.getLocalPort());
            long before = ProcessHandle.current().children().count();
            assertThatThrownBy(() -> EmbeddedStack.start(options))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("for the schema registry");
            assertThat(ProcessHandle.current().children().count()).isEqualTo(before);
        }
        try (EmbeddedStack stack =
                EmbeddedStack.start(EmbeddedStack.Options.temporary().withData(data))) {
            assertThat(stack.dataDirectory()).as("the directory was given back").isDirectory();
        }
    }
}
