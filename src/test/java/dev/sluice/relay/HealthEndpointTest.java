package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import org.apache.kafka.common.config.ConfigException;
import org.junit.jupiter.api.Test;

class HealthEndpointTest {
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private volatile boolean live = true;
    private volatile boolean ready;

    private HealthEndpoint start(int port) {
        return HealthEndpoint.start(
                "127.0.0.1",
                port,
                new Health() {
                    @Override
                    public boolean live() {
                        return live;
                    }

                    @Override
                    public boolean ready() {
                        return ready;
                    }
                },
                meters);
    }

    private static HttpResponse<String> ask(int port, String method, String path) throws Exception {
        return HttpClient.newHttpClient()
                .send(
                        HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                                .method(method, HttpRequest.BodyPublishers.noBody())
                                .build(),
                        HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void tellsWhetherItLivesAndWhetherItIsReady() throws Exception {
        try (HealthEndpoint endpoint = start(0)) {
            assertThat(ask(endpoint.port(), "GET", "/live").statusCode()).isEqualTo(200);
            assertThat(ask(endpoint.port(), "GET", "/ready").statusCode()).isEqualTo(503);
            ready = true;
            live = false;
            assertThat(ask(endpoint.port(), "GET", "/live").statusCode()).isEqualTo(503);
            assertThat(ask(endpoint.port(), "GET", "/ready").statusCode()).isEqualTo(200);
        }
    }

    @Test
    void tellsMetricsInTextForm() throws Exception {
        meters.counter("sluice.relay.parked", "relay", "a \"b\"\\", "reason", "EMPTY")
                .increment(2);
        meters.gauge("sluice.relay.lag.ms", 5);
        try (HealthEndpoint endpoint = start(0)) {
            assertThat(ask(endpoint.port(), "GET", "/metrics").body())
                    .isEqualTo("# TYPE sluice_relay_lag_ms gauge\nsluice_relay_lag_ms 5.0\n"
                            + "# TYPE sluice_relay_parked_total counter\n"
                            + "sluice_relay_parked_total{reason=\"EMPTY\",relay=\"a \\\"b\\\"\\\\\"} 2.0\n");
        }
    }

    @Test
    void hasNothingElseAndTakesNothing() throws Exception {
        try (HealthEndpoint endpoint = start(0)) {
            assertThat(ask(endpoint.port(), "GET", "/live/x").statusCode()).isEqualTo(404);
            assertThat(ask(endpoint.port(), "GET", "/").statusCode()).isEqualTo(404);
            assertThat(ask(endpoint.port(), "POST", "/live").statusCode()).isEqualTo(405);
        }
    }

    @Test
    void aPortThatIsTakenIsSaidWithTheKey() {
        try (HealthEndpoint endpoint = start(0)) {
            assertThatThrownBy(() -> start(endpoint.port()))
                    .isInstanceOf(ConfigException.class)
                    .hasMessageContaining("sluice.relay.health.port");
        }
    }
}
