package dev.sluice.text;

import java.util.Optional;
import javax.security.auth.login.LoginException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.GroupAuthorizationException;
import org.apache.kafka.common.errors.SslAuthenticationException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.apache.kafka.common.errors.TransactionalIdAuthorizationException;

/** Says of a failure with which brokers refuse somebody what it is and what to do, in one sentence. */
public final class KafkaRefusal {
    /** Far beyond any real cause chain; ends a cyclic one. */
    private static final int MAX_DEPTH = 64;

    private static final String WHICH = " `sluice acls check` says which are missing.";

    private KafkaRefusal() {}

    /**
     * Explains a failure.
     *
     * @param failure what a client or Kafka Streams threw, with its causes
     * @return a sentence that ends with a full stop; empty if brokers did not refuse anybody
     */
    public static Optional<String> explain(Throwable failure) {
        String parent = "";
        StringBuilder all = new StringBuilder();
        Throwable link = failure;
        for (int depth = 0; link != null && depth < MAX_DEPTH; depth++) {
            if (link instanceof AuthorizationException refused) {
                return Optional.of(unauthorized(refused, parent, all.toString()));
            }
            if (link instanceof AuthenticationException unknown) {
                return Optional.of(unauthenticated(unknown));
            }
            if (link instanceof LoginException failed) {
                return Optional.of(loggedOut(failed));
            }
            parent = link.getMessage() == null ? parent : link.getMessage();
            all.append(link.getMessage()).append('\n');
            link = link.getCause();
        }
        return Optional.empty();
    }

    private static String unauthorized(AuthorizationException refused, String parent, String context) {
        String words = " (" + refused.getMessage() + "); ";
        if (refused instanceof TopicAuthorizationException topic) {
            // Only what the client was about tells which topic, where the broker does not repeat it.
            String which = topic.unauthorizedTopics().isEmpty()
                    ? "a request: " + parent.replaceFirst("\\.$", "")
                    : "access to the topics " + topic.unauthorizedTopics();
            return "Kafka refuses " + which + words + "give the user the ACL " + rightOf(context) + WHICH;
        }
        if (refused instanceof GroupAuthorizationException group) {
            return "Kafka refuses the consumer group " + group.groupId() + words
                    + "give the user the ACL Read on that group.";
        }
        if (refused instanceof TransactionalIdAuthorizationException) {
            return "Kafka refuses the transactional id" + words
                    + "give the user the ACL Write on transactional ids as `sluice acls` prints it.";
        }
        return "Kafka refuses the request" + words + "give the user the ACLs:" + WHICH;
    }

    private static String rightOf(String context) {
        if (context.contains("send record") || context.contains("sending record")) {
            return "Write on them:";
        }
        return context.contains("create topic") ? "Create on it:" : "Read or Write on them:";
    }

    /** The message of what went wrong, behind the names of the classes that it went through. */
    private static String loggedOut(LoginException failed) {
        return "Logging in fails before a broker is asked ("
                + String.valueOf(failed.getMessage()).replaceFirst("^([\\w.$]+Exception: )+", "")
                + "); correct sasl.*, and for OAUTHBEARER see that sasl.oauthbearer.token.endpoint.url is right and that its"
                + " server knows the client and its secret.";
    }

    private static String unauthenticated(AuthenticationException unknown) {
        String words = " (" + unknown.getMessage() + "); ";
        return unknown instanceof SslAuthenticationException
                ? "The brokers and this client do not trust each other" + words
                        + "see that ssl.truststore.* has what the brokers' certificate is signed by, and that they trust"
                        + " the one of ssl.keystore.*."
                : "Kafka refuses the credentials" + words + "correct sasl.* or ssl.*.";
    }
}
