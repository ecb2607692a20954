package dev.sluice.architecture.domain;

import dev.sluice.architecture.stream.Shell;
import org.apache.kafka.common.TopicPartition;

/** Counter-example: the core knows the shell, and Kafka. */
final class DomainThatKnowsKafka {
    TopicPartition where(Shell shell) {
        return new TopicPartition(shell.topic(), 0);
    }
}
