package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.registry.TlsContexts;
import java.io.IOException;
import java.io.Reader;
import java.net.InetAddress;
import java.net.URI;
import java.net.URLEncoder;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import javax.net.ssl.SSLContext;
import org.apache.kafka.common.config.ConfigException;
import picocli.CommandLine.Option;

/** The options by which commands find the query API of a running application, and show who asks. */
final class ApiConnection {
    private static final int LONGEST_TOKEN = 512;
    private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration TIMEOUT = Duration.ofMinutes(2);
    private static final ObjectMapper JSON = new ObjectMapper();

    @Option(
            names = "--api",
            required = true,
            paramLabel = "URL",
            description = "Any instance's query API, such as http://127.0.0.1:8481.")
    private URI api;

    @Option(
            names = "--token-file",
            paramLabel = "FILE",
            description = "The file with your token (sluice api token); none where the API lets everybody ask.")
    private Path tokenFile;

    @Option(
            names = "--tls-config",
            paramLabel = "FILE",
            description = "Properties file with ssl.truststore.location and so on, for https with a CA of your own.")
    private Path tlsConfig;

    /** A text as a part of a path. */
    static String part(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }

    /**
     * Asks.
     *
     * @param path path and query, encoded
     * @return the answer
     * @throws CliException if there is none; says what the API said
     */
    JsonNode get(String path) {
        String token = token();
        URI target = target(path, token != null);
        HttpRequest.Builder request =
                HttpRequest.newBuilder(target).timeout(TIMEOUT).GET();
        if (token != null) {
            request.header("Authorization", "Bearer " + token);
        }
        try {
            HttpResponse<byte[]> response = client().send(request.build(), HttpResponse.BodyHandlers.ofByteArray());
            JsonNode body = JSON.readTree(response.body());
            if (response.statusCode() == 200 && body != null && body.isObject()) {
                return body;
            }
            String detail = body == null ? "" : body.path("detail").asText("");
            throw new CliException(
                    detail.isEmpty()
                            ? "What answers at " + api + " is no query API (HTTP " + response.statusCode()
                                    + "); see --api."
                            : detail + " (HTTP " + response.statusCode() + ")");
        } catch (IOException e) {
            throw new CliException(
                    "The query API at " + api + " can't be reached, or doesn't speak JSON: " + said(e)
                            + ". See --api, and whether the application runs with sluice.api.port.",
                    1,
                    e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CliException("Interrupted.", 1, e);
        }
    }

    private static String said(IOException e) {
        return e.getMessage() == null ? e.getClass().getSimpleName() : e.getMessage();
    }

    private URI target(String path, boolean withToken) {
        boolean isHttps = "https".equals(api.getScheme());
        if (api.getHost() == null || !isHttps && !"http".equals(api.getScheme())) {
            throw new CliException("--api is no http or https URL; give one such as http://127.0.0.1:8481.");
        }
        if (withToken && !isHttps && !isLoopback(api.getHost())) {
            throw new CliException("The token would cross the network readable; give --api an https URL.");
        }
        String base = api.toString();
        return URI.create((base.endsWith("/") ? base.substring(0, base.length() - 1) : base) + path);
    }

    private static boolean isLoopback(String host) {
        try {
            return InetAddress.getByName(host).isLoopbackAddress();
        } catch (UnknownHostException e) {
            return false;
        }
    }

    private String token() {
        if (tokenFile == null) {
            return null;
        }
        try {
            String token = Files.size(tokenFile) > LONGEST_TOKEN
                    ? ""
                    : Files.readString(tokenFile).strip();
            if (!token.isEmpty() && token.chars().allMatch(c -> c > ' ' && c < 127)) {
                return token;
            }
        } catch (IOException e) {
            throw new CliException("The file " + tokenFile + " can't be read; check its path and rights.", 1, e);
        }
        throw new CliException("The file " + tokenFile + " holds no token; it has to be one line of ASCII.");
    }

    private HttpClient client() {
        HttpClient.Builder client = HttpClient.newBuilder()
                .version(HttpClient.Version.HTTP_1_1)
                .followRedirects(HttpClient.Redirect.NEVER)
                .connectTimeout(CONNECT_TIMEOUT);
        if (tlsConfig != null) {
            client.sslContext(tls());
        }
        return client.build();
    }

    private SSLContext tls() {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(tlsConfig, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CliException("The file " + tlsConfig + " can't be read; check its path and form.", 1, e);
        }
        Map<String, Object> settings = new HashMap<>();
        properties.forEach((key, value) -> settings.put(key.toString(), value));
        try {
            SSLContext context = TlsContexts.from(settings, "", "query API");
            if (context != null) {
                return context;
            }
        } catch (ConfigException e) {
            throw new CliException(e.getMessage(), 1, e);
        }
        throw new CliException("The file " + tlsConfig + " has no ssl.* key.");
    }
}
