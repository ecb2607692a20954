package dev.sluice.text;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Set;
import java.util.stream.Stream;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.ClusterAuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class KafkaRefusalTest {
    static Stream<Arguments> refusals() {
        TopicAuthorizationException topic = new TopicAuthorizationException(Set.of("iam.audit"));
        return Stream.of(
                Arguments.of(topic, "topics [iam.audit]", "ACL Read or Write"),
                Arguments.of(
                        new KafkaException(
                                "Error encountered trying to send record to topic iam.audit",
                                new KafkaException("in an error state", topic)),
                        "topics [iam.audit]",
                        "ACL Write on them"),
                Arguments.of(
                        new KafkaException(
                                "Could not create topic sluice-x-changelog.",
                                new TopicAuthorizationException("Authorization failed.")),
                        "Could not create topic sluice-x-changelog (Authorization failed.)",
                        "ACL Create"),
                Arguments.of(
                        GroupAuthorizationException.forGroupId("sluice"),
                        "consumer group sluice",
                        "ACL Read on that group"),
                Arguments.of(new TransactionalIdAuthorizationException("tx"), "transactional id", "ACL Write"),
                Arguments.of(new ClusterAuthorizationException("no"), "request (no)", "acls check"),
                Arguments.of(new SaslAuthenticationException("bad password"), "credentials (bad password)", "sasl."),
                Arguments.of(
                        new KafkaException(
                                "Failed to create",
                                new LoginException("a.b.KafkaException: java.io.IOException: The response code 401")),
                        "asked (The response code 401)",
                        "sasl.oauthbearer.token.endpoint.url"),
                Arguments.of(new SslAuthenticationException("handshake"), "trust each other", "ssl.truststore."));
    }

    @ParameterizedTest
    @MethodSource("refusals")
    void saysWhatIsRefusedAndWhatToDo(Exception failure, String what, String advice) {
        assertThat(KafkaRefusal.explain(new KafkaException("outside", failure)).orElseThrow())
                .contains(what, advice)
                .endsWith(".");
    }

    @Test
    void saysNothingOfAnythingElse() {
        assertThat(KafkaRefusal.explain(new TimeoutException("late"))).isEmpty();
        assertThat(KafkaRefusal.explain(null)).isEmpty();
        RuntimeException one = new RuntimeException();
        one.initCause(new RuntimeException(one));
        assertThat(KafkaRefusal.explain(one)).as("a cycle ends").isEmpty();
    }
}
