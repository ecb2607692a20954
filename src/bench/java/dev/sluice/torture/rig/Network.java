package dev.sluice.torture.rig;

import dev.sluice.torture.rig.Link.Weather;
import java.util.ArrayList;
import java.util.List;

/**
 * The wires: one from each instance to each broker, and one that leads the other brokers to each broker. Whoever connects over a
 * wire is told by the broker to come back over the same one, since each wire ends at a listener of its own.
 */
public final class Network implements AutoCloseable {
    private final List<List<Link>> ofInstances = new ArrayList<>();
    private final List<Link> betweenBrokers = new ArrayList<>();
    private final List<List<Integer>> listeners = new ArrayList<>();

    Network(int instances, int brokers) {
        for (int instance = 0; instance < instances; instance++) {
            List<Integer> ports = Ports.free(2 * brokers);
            List<Link> links = new ArrayList<>();
            for (int broker = 0; broker < brokers; broker++) {
                links.add(new Link(ports.get(broker), ports.get(brokers + broker)));
            }
            ofInstances.add(links);
            listeners.add(ports.subList(brokers, 2 * brokers));
        }
        List<Integer> ports = Ports.free(2 * brokers);
        for (int broker = 0; broker < brokers; broker++) {
            betweenBrokers.add(new Link(ports.get(broker), ports.get(brokers + broker)));
        }
        listeners.add(ports.subList(brokers, 2 * brokers));
    }

    /** The port that a broker listens on for an instance. */
    int listener(int instance, int broker) {
        return listeners.get(instance - 1).get(broker - 1);
    }

    /** The port by which an instance reaches that. */
    int advertised(int instance, int broker) {
        return ofInstances.get(instance - 1).get(broker - 1).port();
    }

    int internalListener(int broker) {
        return listeners.get(listeners.size() - 1).get(broker - 1);
    }

    int internalAdvertised(int broker) {
        return betweenBrokers.get(broker - 1).port();
    }

    /**
     * The ports of one instance's listeners, in front of which packets can be dropped.
     *
     * @param instance its number, from 1 on
     * @return a port for each broker
     */
    public List<Integer> listeners(int instance) {
        return List.copyOf(listeners.get(instance - 1));
    }

    /** The value for an instance's {@code bootstrap.servers}. */
    String bootstrapServers(int instance) {
        return String.join(
                ",",
                ofInstances.get(instance - 1).stream()
                        .map(link -> "127.0.0.1:" + link.port())
                        .toList());
    }

    /**
     * Changes the weather between an instance and some brokers.
     *
     * @param instance its number, from 1 on
     * @param brokers their ids
     * @param weather what the wires do from now on
     */
    public void betweenInstanceAnd(int instance, List<Integer> brokers, Weather weather) {
        brokers.forEach(broker -> ofInstances.get(instance - 1).get(broker - 1).be(weather));
    }

    /**
     * Changes the weather on the way from all other brokers to one.
     *
     * @param broker its id
     * @param weather what the wire does from now on
     */
    public void towardsBroker(int broker, Weather weather) {
        betweenBrokers.get(broker - 1).be(weather);
    }

    /** Fair weather everywhere. */
    public void heal() {
        ofInstances.forEach(links -> links.forEach(link -> link.be(Weather.FAIR)));
        betweenBrokers.forEach(link -> link.be(Weather.FAIR));
    }

    @Override
    public void close() {
        ofInstances.forEach(links -> links.forEach(Link::close));
        betweenBrokers.forEach(Link::close);
    }
}
