package dev.sluice.torture.rig;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.registry.Transience;
import dev.sluice.torture.rig.RegistryDoor.Mood;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import org.apache.avro.Schema;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whoever asks a registry through a door that is sick is not told anything that it could take for an answer. */
class RegistryDoorTest {
    private static final byte[] ANSWER = "{\"schema\":\"\\\"string\\\"\"}".getBytes(StandardCharsets.UTF_8);

    /** Of lies there are several, one after the other. */
    private static final int FORMS = 3;

    private HttpServer registry;
    private RegistryDoor door;

    @BeforeEach
    void open() throws IOException {
        registry = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 10);
        registry.createContext("/", exchange -> {
            exchange.getResponseHeaders().set("Content-Type", "application/json");
            exchange.sendResponseHeaders(200, ANSWER.length);
            exchange.getResponseBody().write(ANSWER);
            exchange.close();
        });
        registry.start();
        door = new RegistryDoor("http://127.0.0.1:" + registry.getAddress().getPort());
    }

    @AfterEach
    void close() {
        door.close();
        registry.stop(0);
    }

    private Schema ask() throws IOException {
        try (SchemaRegistryClient client = SchemaRegistryClients.create(new SchemaRegistryConfig(Map.of(
                "schema.registry.url",
                door.url(),
                "max.retries",
                0,
                "http.connect.timeout.ms",
                200,
                "http.read.timeout.ms",
                300)))) {
            return client.byId(1, "iam.identity-value");
        }
    }

    @Test
    void aSickRegistryIsAwayWhateverItsSicknessAndIsBackWhenItIsWell() throws IOException {
        for (Mood mood : EnumSet.complementOf(EnumSet.of(Mood.WELL))) {
            door.be(mood);
            for (int form = 0; form < FORMS; form++) {
                assertThatThrownBy(this::ask)
                        .as("%s, %d", mood, form)
                        .matches(Transience::isRegistryFailure, "is the registry's failure");
            }

            door.be(Mood.WELL);
            assertThat(ask()).as("after %s", mood).isEqualTo(Schema.create(Schema.Type.STRING));
        }
        assertThat(door.refused()).isGreaterThanOrEqualTo(Mood.values().length - 2);
    }
}
