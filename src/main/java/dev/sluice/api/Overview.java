package dev.sluice.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.state.HostInfo;

/** Who serves what, as this instance knows it. */
final class Overview {
    private final Placement placement;
    private final String instance;
    private final long commitIntervalMs;

    Overview(Placement placement, String instance, long commitIntervalMs) {
        this.placement = placement;
        this.instance = instance;
        this.commitIntervalMs = commitIntervalMs;
    }

    ObjectNode node() {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("instance", instance);
        node.put("state", placement.state());
        node.put("atMostBehindMs", commitIntervalMs);
        ArrayNode partitions = node.putArray("partitions");
        List<Integer> missing = new ArrayList<>();
        Map<Integer, Long> lags = placement.lags();
        placement.all().forEach((number, where) -> {
            ObjectNode one = partitions.addObject();
            one.put("partition", number);
            if (where.activeHere()) {
                one.put("active", instance);
            } else if (where.active() != null) {
                one.put("active", name(where.active()));
            } else {
                missing.add(number);
            }
            ArrayNode standbys = one.putArray("standbys");
            where.standbys().forEach(host -> standbys.add(name(host)));
            if (where.activeHere() || where.standbyHere()) {
                one.put("here", where.activeHere() ? "ACTIVE" : "STANDBY");
                if (lags.containsKey(number)) {
                    one.put("atMostBehindChanges", lags.get(number));
                }
            }
        });
        ArrayNode nobody = node.putArray("missing");
        missing.forEach(nobody::add);
        return node;
    }

    private static String name(HostInfo host) {
        return host.host() + ":" + host.port();
    }
}
