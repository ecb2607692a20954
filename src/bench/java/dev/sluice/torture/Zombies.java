package dev.sluice.torture;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.torture.oracle.ZombiesFenced.Zombie;
import dev.sluice.torture.rig.Rig;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Collectors;
import org.apache.kafka.clients.admin.ConsumerGroupDescription;
import org.apache.kafka.clients.admin.TransactionDescription;
import org.apache.kafka.clients.admin.TransactionListing;
import org.apache.kafka.clients.admin.TransactionState;

/** Looks, before an instance that stood still goes on, whether the group has gone on without it, and what its producers are then. */
final class Zombies {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long PATIENCE_MS = 10_000;

    /**
     * These may rightly be committed yet: their offsets were told while it was in the group, and nobody else is given those before
     * the transaction has ended.
     */
    private static final Set<TransactionState> OPEN =
            Set.of(TransactionState.ONGOING, TransactionState.PREPARE_COMMIT, TransactionState.PREPARE_ABORT);

    private final Rig rig;
    private final History history;
    private final List<Zombie> seen = new ArrayList<>();

    Zombies(Rig rig, History history) {
        this.rig = rig;
        this.history = history;
    }

    /** All that were put out of the group. */
    synchronized List<Zombie> seen() {
        return List.copyOf(seen);
    }

    /** Looks at an instance that stands still. Where brokers do not answer, nothing is said of it. */
    void look(Fault fault) throws InterruptedException {
        String name = fault.words() + " (fault " + fault.number() + ")";
        try {
            boolean isMember = isMember(fault.app());
            Map<Long, Integer> epochs = isMember ? Map.of() : epochs(processId(fault.app()));
            if (!epochs.isEmpty()) {
                synchronized (this) {
                    seen.add(new Zombie(name, System.currentTimeMillis(), epochs));
                }
            }
            history.add(
                    "stood-still", Map.of("fault", fault.number(), "member", isMember, "epochs", epochs.toString()));
        } catch (ExecutionException | TimeoutException | IOException notSaid) {
            history.add("stood-still", Map.of("fault", fault.number(), "unknown", notSaid.toString()));
        }
    }

    private boolean isMember(int app) throws InterruptedException, ExecutionException, TimeoutException {
        ConsumerGroupDescription group = rig.admin()
                .describeConsumerGroups(List.of(Rig.APPLICATION))
                .all()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .get(Rig.APPLICATION);
        return group.members().stream().anyMatch(member -> member.clientId().startsWith("app" + app + "-"));
    }

    /** Kafka Streams names its transactions by a process id that it keeps beside the state. */
    private String processId(int app) throws IOException {
        Path file = rig.instances().state(app).resolve(Rig.APPLICATION).resolve("kafka-streams-process-metadata");
        return JSON.readTree(file.toFile()).path("processId").asText();
    }

    private Map<Long, Integer> epochs(String processId)
            throws InterruptedException, ExecutionException, TimeoutException {
        List<String> ids = rig.admin().listTransactions().all().get(PATIENCE_MS, TimeUnit.MILLISECONDS).stream()
                .map(TransactionListing::transactionalId)
                .filter(id -> id.startsWith(Rig.APPLICATION + "-" + processId + "-"))
                .collect(Collectors.toList());
        Map<Long, Integer> epochs = new HashMap<>();
        for (TransactionDescription described : rig.admin()
                .describeTransactions(ids)
                .all()
                .get(PATIENCE_MS, TimeUnit.MILLISECONDS)
                .values()) {
            if (!OPEN.contains(described.state())) {
                epochs.put(described.producerId(), described.producerEpoch());
            }
        }
        return epochs;
    }
}
