package dev.sluice.architecture.query;

import java.net.http.HttpClient;
import org.apache.kafka.streams.KafkaStreams;
import org.eclipse.jetty.server.Server;

/** Counter-example: an answer that knows by whom and how it was asked for. */
final class AnswerThatKnowsHttp {
    String answer(HttpClient client, Server server, KafkaStreams streams) {
        return client.toString() + server + streams.state();
    }
}
