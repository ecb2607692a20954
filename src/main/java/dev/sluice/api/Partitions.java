package dev.sluice.api;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.errors.InvalidStateStoreException;
import org.apache.kafka.streams.state.HostInfo;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks whoever has a partition: the active one, here or elsewhere, and if that doesn't answer, standbys. */
final class Partitions {
    private static final Logger LOG = LoggerFactory.getLogger(Partitions.class);

    private final Placement placement;
    private final LocalReader local;
    private final Peers peers;

    Partitions(Placement placement, LocalReader local, Peers peers) {
        this.placement = placement;
        this.local = local;
        this.peers = peers;
    }

    int count() {
        return placement.partitions();
    }

    /**
     * Asks for one partition.
     *
     * @return what {@link LocalReader#answer} gives
     * @throws Problem if nobody answers, or what is asked for can't be
     */
    ObjectNode ask(int partition, Query query, Deadline deadline) throws Problem {
        Placement.Where where = placement.all().get(partition);
        List<String> failures = new ArrayList<>();
        if (where.activeHere()) {
            ObjectNode answer = here(partition, query, deadline, failures);
            if (answer != null) {
                return answer;
            }
        } else if (where.active() != null) {
            ObjectNode answer = there(where.active(), partition, query, deadline, failures);
            if (answer != null) {
                return answer;
            }
        }
        if (where.standbyHere()) {
            ObjectNode answer = here(partition, query, deadline, failures);
            if (answer != null) {
                return answer;
            }
        }
        for (HostInfo standby : where.standbys()) {
            ObjectNode answer = there(standby, partition, query, deadline, failures);
            if (answer != null) {
                return answer;
            }
        }
        LOG.warn("Nobody answers for partition {}: {}", partition, failures.isEmpty() ? "nobody has it" : failures);
        throw Problem.missing(partition);
    }

    private ObjectNode here(int partition, Query query, Deadline deadline, List<String> failures) throws Problem {
        try {
            return local.answer(partition, query, deadline::isOver);
        } catch (InvalidStateStoreException e) {
            failures.add("its stores here move");
            return null;
        }
    }

    private ObjectNode there(HostInfo host, int partition, Query query, Deadline deadline, List<String> failures) {
        try {
            return peers.ask(host, partition, query, Duration.ofMillis(deadline.leftMs()));
        } catch (Peers.Unanswered e) {
            failures.add(e.getMessage());
            return null;
        }
    }
}
