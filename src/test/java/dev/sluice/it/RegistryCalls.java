package dev.sluice.it;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;

/** The two calls of the registry protocol that show whether it keeps what it was given. */
final class RegistryCalls {
    private static final String TYPE = "application/vnd.schemaregistry.v1+json";

    private RegistryCalls() {}

    /** Registers a string schema and returns the whole answer, which holds its id. */
    static String register(String url, String subject) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/subjects/" + subject + "/versions"))
                .header("Content-Type", TYPE)
                .POST(HttpRequest.BodyPublishers.ofString("{\"schema\":\"\\\"string\\\"\"}")));
    }

    static String subjects(String url) throws IOException, InterruptedException {
        return send(HttpRequest.newBuilder(URI.create(url + "/subjects")));
    }

    private static String send(HttpRequest.Builder request) throws IOException, InterruptedException {
        return HttpClient.newHttpClient()
                .send(request.build(), HttpResponse.BodyHandlers.ofString())
                .body();
    }
}
