package dev.sluice.it;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.sluice.embedded.ApicurioRegistry;
import dev.sluice.embedded.EmbeddedStack;
import dev.sluice.embedded.StackException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@WithStack
class ApicurioRegistryTest {
    @TempDir
    Path directory;

    private ApicurioRegistry.Options options() {
        return ApicurioRegistry.Options.in(directory);
    }

    @Test
    void keepsSchemasOverARestartAndOverAKill() throws Exception {
        // Characters that mean something in a database address and in a class path.
        Path odd = directory.resolve("a b;c:d");
        ApicurioRegistry.Options options = ApicurioRegistry.Options.in(odd);
        String first;
        try (ApicurioRegistry registry = ApicurioRegistry.start(options)) {
            first = RegistryCalls.register(registry.url(), "before-restart-value");
            assertThat(first).contains("\"id\"");
        }
        try (ApicurioRegistry registry = ApicurioRegistry.start(options)) {
            assertThat(RegistryCalls.subjects(registry.url())).contains("before-restart-value");
            RegistryCalls.register(registry.url(), "just-before-kill-value");
            kill(registry.pid());
        }
        try (ApicurioRegistry registry = ApicurioRegistry.start(options)) {
            assertThat(RegistryCalls.subjects(registry.url()))
                    .contains("before-restart-value", "just-before-kill-value");
            assertThat(RegistryCalls.register(registry.url(), "before-restart-value"))
                    .as("the same id again")
                    .isEqualTo(first);
        }
    }

    private static void kill(long pid) {
        ProcessHandle child = ProcessHandle.of(pid).orElseThrow();
        assertThat(child.destroyForcibly()).isTrue();
        await().atMost(Duration.ofSeconds(60)).until(() -> !child.isAlive());
    }

    @Test
    void listensOnTheLoopbackAddressOnly(EmbeddedStack stack) {
        int port = stack.registry().port();
        assertThat(stack.registryUrl()).isEqualTo("http://127.0.0.1:" + port + "/apis/ccompat/v7");
        // Another loopback address is refused to a server that listens on 127.0.0.1, and served by one on 0.0.0.0.
        assertThatThrownBy(() -> RegistryCalls.subjects("http://127.0.0.2:" + port + "/apis/ccompat/v7"))
                .isInstanceOf(ConnectException.class);
    }

    @Test
    void leavesNoChildBehindOnClose() {
        ApicurioRegistry registry = ApicurioRegistry.start(options());
        ProcessHandle child = ProcessHandle.of(registry.pid()).orElseThrow();
        registry.close();
        assertThat(child.isAlive()).isFalse();
    }

    @Test
    void saysWhichPortIsTaken() throws Exception {
        try (ServerSocket other = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            assertThatThrownBy(() -> ApicurioRegistry.start(options().withPort(other.getLocalPort())))
                    .isInstanceOf(StackException.class)
                    .hasMessageContaining("Port " + other.getLocalPort() + " for the schema registry");
        }
    }

    @Test
    void saysThatJavaIsMissing() {
        Path nowhere = directory.resolve("bin").resolve("java");
        assertThatThrownBy(() -> ApicurioRegistry.start(options().withJava(nowhere)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("no Java program at " + nowhere)
                .hasMessageContaining("JDK 17");
    }

    @Test
    void saysThatTheRegistryIsNotUnpacked() {
        assertThatThrownBy(() -> ApicurioRegistry.start(options().withHome(directory.resolve("empty"))))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("not unpacked")
                .hasMessageContaining("mvn process-resources");
    }

    @Test
    void quotesTheLogOfARegistryThatCannotStart() {
        assertThatThrownBy(() -> ApicurioRegistry.start(options().withHeap(8)))
                .isInstanceOf(StackException.class)
                .hasMessageContaining("ended while starting")
                .hasMessageContaining("OutOfMemoryError");
    }
}
