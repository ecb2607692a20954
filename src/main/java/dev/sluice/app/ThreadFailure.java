package dev.sluice.app;

import dev.sluice.registry.RegistryUnavailableException;
import dev.sluice.registry.RestException;
import dev.sluice.registry.Transience;
import dev.sluice.stream.state.UnreadableStateException;
import dev.sluice.text.KafkaRefusal;
import java.nio.file.FileSystemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.common.errors.ApiException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.streams.errors.MissingSourceTopicException;
import org.rocksdb.RocksDBException;

/**
 * Says of what ended a stream thread what it is and what to do, in one sentence. It repeats what brokers, the registry and our own stores say;
 * of anything else only what it is and where, since a failure on somebody's record may repeat the record.
 */
final class ThreadFailure {
    /** Far beyond any real cause chain; ends a cyclic one. */
    private static final int MAX_DEPTH = 64;

    private ThreadFailure() {}

    static String explain(Throwable failure) {
        List<Throwable> chain = chain(failure);
        for (Throwable link : chain) {
            String sentence = registry(link);
            if (sentence != null) {
                return sentence;
            }
        }
        Optional<String> refusal = KafkaRefusal.explain(failure);
        if (refusal.isPresent()) {
            return refusal.get();
        }
        for (Throwable link : chain) {
            String sentence = kafka(link);
            if (sentence != null) {
                return sentence;
            }
        }
        for (int i = chain.size() - 1; i >= 0; i--) {
            if (chain.get(i) instanceof UnreadableStateException unreadable) {
                return unreadable.getMessage();
            }
        }
        Throwable innermost = chain.get(chain.size() - 1);
        String name = innermost.getClass().getSimpleName();
        return speaksOfNoRecord(innermost)
                ? "The stream application failed (" + name + ": " + innermost.getMessage()
                        + "); report it with the stack trace."
                : "The stream application failed (" + name + place(innermost)
                        + "); report it with the stack trace, and see what it says with sluice.log.level=DEBUG.";
    }

    /** What brokers and file systems say is about topics, ids and files; whatever else fails may have a record in its hands. */
    private static boolean speaksOfNoRecord(Throwable failure) {
        return failure instanceof ApiException
                || failure instanceof RocksDBException
                || failure instanceof FileSystemException;
    }

    private static String place(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        return trace.length == 0 ? "" : " in " + trace[0].getClassName() + "." + trace[0].getMethodName();
    }

    private static List<Throwable> chain(Throwable failure) {
        List<Throwable> chain = new ArrayList<>();
        for (Throwable link = failure; link != null && chain.size() < MAX_DEPTH; link = link.getCause()) {
            chain.add(link);
        }
        return chain;
    }

    private static String registry(Throwable link) {
        if (link instanceof RestException rest) {
            return answer(rest);
        }
        // One that stands for an answer has the answer as its cause, which says more.
        if (link instanceof RegistryUnavailableException && !(link.getCause() instanceof RestException)) {
            return silent(link);
        }
        return null;
    }

    private static String answer(RestException rest) {
        String words = " (" + rest.getMessage() + "); ";
        if (rest.status() == 401) {
            return "The schema registry refuses the credentials" + words + "correct basic.auth.* or bearer.auth.*.";
        }
        if (rest.status() == 403) {
            return "The schema registry refuses the request" + words + "give its user the permission.";
        }
        if (rest.isRetriable()) {
            return silent(rest);
        }
        if (Transience.isTransient(rest)) {
            return "What answers at schema.registry.url is no schema registry" + words + "correct the path.";
        }
        return "The schema registry refuses a schema" + words
                + "see that its subjects hold the published contract and their compatibility level allows it.";
    }

    private static String silent(Throwable failure) {
        return "The schema registry does not answer (" + failure.getMessage()
                + "); see that it runs and can be reached at schema.registry.url.";
    }

    private static String kafka(Throwable link) {
        String words = " (" + link.getMessage() + "); ";
        if (link instanceof RecordTooLargeException) {
            return "Kafka refuses a record for its size" + words + "raise max.message.bytes of the topic.";
        }
        if (link instanceof MissingSourceTopicException) {
            return "An input topic is missing" + words + "make it with: sluice topics create.";
        }
        if (link instanceof RetriableException) {
            return "Kafka does not answer in time" + words + "see that the brokers run and can be reached.";
        }
        return null;
    }
}
