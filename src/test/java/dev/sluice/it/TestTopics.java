package dev.sluice.it;

import static org.awaitility.Awaitility.await;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;

/**
 * Topics of one test class on the shared broker.
 *
 * @param bootstrapServers the broker
 * @param prefix what the class's topic names begin with, different for each class; also fit for application and group ids
 */
public record TestTopics(String bootstrapServers, String prefix) {
    /**
     * @param name a short name
     * @return the full topic name
     */
    public String name(String name) {
        return prefix + name;
    }

    /**
     * Creates a topic and waits until it is there.
     *
     * @param name a short name
     * @param partitions how many
     * @return the full topic name
     */
    public String create(String name, int partitions) {
        return create(name, partitions, Map.of());
    }

    /**
     * Creates a topic with settings and waits until it is there.
     *
     * @param name a short name
     * @param partitions how many
     * @param settings topic settings, by Kafka's names
     * @return the full topic name
     */
    public String create(String name, int partitions, Map<String, String> settings) {
        NewTopic topic = new NewTopic(name(name), Optional.of(partitions), Optional.empty()).configs(settings);
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(topic)).all().get(30, TimeUnit.SECONDS);
            // The controller has answered; the broker hears of it a little later.
            await().atMost(60, TimeUnit.SECONDS)
                    .ignoreException(ExecutionException.class)
                    .until(() -> isThere(admin, name(name), partitions));
            return name(name);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("The topic " + name(name) + " was not created", e);
        }
    }

    private static boolean isThere(Admin admin, String topic, int partitions) throws Exception {
        return admin.describeTopics(List.of(topic))
                        .topicNameValues()
                        .get(topic)
                        .get(30, TimeUnit.SECONDS)
                        .partitions()
                        .size()
                == partitions;
    }
}
