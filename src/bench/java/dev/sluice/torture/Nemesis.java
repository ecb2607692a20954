package dev.sluice.torture;

import dev.sluice.torture.oracle.Progress;
import dev.sluice.torture.rig.Brokers;
import dev.sluice.torture.rig.Instances;
import dev.sluice.torture.rig.Link;
import dev.sluice.torture.rig.Link.Weather;
import dev.sluice.torture.rig.Network;
import dev.sluice.torture.rig.PacketLoss;
import dev.sluice.torture.rig.RegistryDoor;
import dev.sluice.torture.rig.Rig;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.kafka.clients.admin.Admin;

/** Does what is planned, two things at once at most, and nothing to one that something is being done to already. */
final class Nemesis {
    private static final int AT_ONCE = 2;
    private static final int BURST = 5_000;
    private static final int SHORT_BURST = 500;
    private static final long WELL_LIMIT_MS = 90_000;
    private static final String FORMATS = "json,cef";

    private final Rig rig;
    private final Admin admin;
    private final Abilities abilities;
    private final History history;
    private final Feeder feeder;
    private final Poison poison;
    private final NewSchemas newSchemas;
    private final Zombies zombies;
    private final Versions versions;
    private final Progress progress;
    private final boolean isShort;
    private final Semaphore hands = new Semaphore(AT_ONCE);
    private final List<Lock> apps = new ArrayList<>();
    private final Lock brokers = new ReentrantLock();
    private final Lock registry = new ReentrantLock();
    private final List<Window> windows = new ArrayList<>();

    Nemesis(
            Rig rig,
            Abilities abilities,
            History history,
            Feeder feeder,
            Poison poison,
            NewSchemas newSchemas,
            Zombies zombies,
            Versions versions,
            Progress progress,
            boolean isShort) {
        this.progress = progress;
        this.rig = rig;
        this.admin = rig.admin();
        this.abilities = abilities;
        this.history = history;
        this.feeder = feeder;
        this.poison = poison;
        this.newSchemas = newSchemas;
        this.zombies = zombies;
        this.versions = versions;
        this.isShort = isShort;
        for (int i = 0; i < Instances.COUNT; i++) {
            apps.add(new ReentrantLock());
        }
    }

    /** Does all of it, and heals everything at the end. Says when each was done. */
    List<Window> run(List<Fault> plan) throws InterruptedException, ExecutionException {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Future<?>> done = new ArrayList<>();
        try {
            for (Fault fault : plan) {
                int needed = fault.isAlone() ? AT_ONCE : 1;
                hands.acquire(needed);
                if (fault.isAlone()) {
                    awaitAllWell(System.currentTimeMillis());
                }
                Thread.sleep(fault.gapMs());
                done.add(threads.submit(() -> {
                    try {
                        long hurtAt = doLocked(fault);
                        if (fault.isAlone()) {
                            awaitAllWell(hurtAt);
                        }
                    } finally {
                        hands.release(needed);
                    }
                    return null;
                }));
            }
            for (Future<?> each : done) {
                each.get();
            }
        } finally {
            threads.shutdownNow();
        }
        heal();
        synchronized (windows) {
            return List.copyOf(windows);
        }
    }

    private void heal() throws InterruptedException {
        rig.network().heal();
        rig.door().be(RegistryDoor.Mood.WELL);
        abilities.heal();
        rig.brokers().startAll();
        rig.brokers().awaitAll(admin);
        Instances.all().forEach(app -> rig.instances().signal(app, "CONT"));
        Instances.all().forEach(app -> rig.instances().start(app));
        history.add("healed", Map.of());
    }

    private void awaitAllWell(long since) throws InterruptedException {
        long giveUp = System.currentTimeMillis() + WELL_LIMIT_MS;
        while (!progress.haveAllMoved(since) && System.currentTimeMillis() < giveUp) {
            Thread.sleep(100);
        }
    }

    /** Always locks in the same order, so that two never wait for each other. */
    private long doLocked(Fault fault) throws InterruptedException {
        List<Lock> needed = new ArrayList<>();
        fault.apps().forEach(app -> needed.add(apps.get(app - 1)));
        if (fault.isOfBrokers()) {
            needed.add(brokers);
        }
        if (fault.kind() == FaultKind.SICK_REGISTRY) {
            needed.add(registry);
        }
        needed.forEach(Lock::lock);
        long from = System.currentTimeMillis();
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("fault", fault.number());
        about.put("code", fault.kind().code());
        about.put("form", fault.words());
        about.put("forMs", fault.lastsMs());
        history.add("fault-begins", about);
        try {
            long hurtAt = act(fault);
            synchronized (windows) {
                windows.add(new Window(fault, from, System.currentTimeMillis(), hurtAt));
            }
            history.add(
                    "fault-over",
                    Map.of("fault", fault.number(), "code", fault.kind().code()));
            return hurtAt;
        } finally {
            for (int i = needed.size() - 1; i >= 0; i--) {
                needed.get(i).unlock();
            }
        }
    }

    /** Does it; the instant from which on it is measured how long everything takes to go on. */
    private long act(Fault fault) throws InterruptedException {
        long now = System.currentTimeMillis();
        switch (fault.kind()) {
            case KILL_APP -> killApp(fault, false);
            case WIPED_STATE -> killApp(fault, true);
            case STOP_APP -> {
                rig.instances().stop(fault.app());
                Thread.sleep(fault.lastsMs());
                rig.instances().start(fault.app());
            }
            case PAUSE_APP -> {
                rig.instances().signal(fault.app(), "STOP");
                Thread.sleep(fault.lastsMs());
                zombies.look(fault);
                rig.instances().signal(fault.app(), "CONT");
                return System.currentTimeMillis();
            }
            case KILL_BROKER -> {
                rig.brokers().kill(fault.broker());
                Thread.sleep(fault.lastsMs());
                startBrokers();
            }
            case BOUNCE_BROKERS -> {
                for (int broker : Brokers.all()) {
                    rig.brokers().stop(broker);
                    Thread.sleep(fault.lastsMs());
                    startBrokers();
                }
            }
            case TWO_BROKERS_DOWN -> {
                for (int broker : Brokers.all()) {
                    if (broker != fault.broker()) {
                        rig.brokers().kill(broker);
                    }
                }
                Thread.sleep(fault.lastsMs());
                startBrokers();
                return System.currentTimeMillis();
            }
            case ALL_BROKERS_DOWN -> {
                for (int broker : Brokers.all()) {
                    rig.brokers().kill(broker);
                }
                Thread.sleep(fault.lastsMs());
                startBrokers();
                return System.currentTimeMillis();
            }
            case PARTITION -> {
                partition(fault);
                return System.currentTimeMillis();
            }
            case SLOW_NETWORK -> slow(fault);
            case DISK_FULL -> {
                history.add("disk-full", Map.of("bytes", abilities.appDisk().fill()));
                Thread.sleep(fault.lastsMs());
                abilities.appDisk().free();
                return System.currentTimeMillis();
            }
            case BROKER_DISK_FULL -> {
                history.add(
                        "broker-disk-full",
                        Map.of("bytes", abilities.brokerDisk().fill()));
                Thread.sleep(fault.lastsMs());
                history.add("broker-disk-freed", Map.of("halted", !rig.brokers().isAlive(Abilities.BROKER_ON_DISK)));
                abilities.brokerDisk().free();
                rig.brokers().kill(Abilities.BROKER_ON_DISK);
                startBrokers();
                return System.currentTimeMillis();
            }
            case CLOCK_SKEW -> {
                abilities.setClock(fault.variant());
                Thread.sleep(fault.lastsMs());
                abilities.setClock("+0");
            }
            case SICK_REGISTRY -> {
                rig.door().be(RegistryDoor.Mood.valueOf(fault.variant()));
                feeder.writeBy(newSchemas.next());
                Thread.sleep(fault.lastsMs());
                rig.door().be(RegistryDoor.Mood.WELL);
                return System.currentTimeMillis();
            }
            case SCALE -> scale(fault);
            case UPGRADE -> versions.upgrade(fault);
            case ROLLBACK -> versions.rollBack(fault);
            case TOPOLOGY -> {
                allAnew(FORMATS);
                Thread.sleep(fault.lastsMs());
                allAnew(null);
            }
            case POISON_BURST -> burst(fault);
        }
        return now;
    }

    private void killApp(Fault fault, boolean isWiped) throws InterruptedException {
        rig.instances().kill(fault.app());
        if (isWiped) {
            rig.instances().wipe(fault.app());
        }
        Thread.sleep(fault.lastsMs());
        rig.instances().start(fault.app());
    }

    private void startBrokers() throws InterruptedException {
        rig.brokers().startAll();
        rig.brokers().awaitAll(admin);
        history.add("brokers-back", Map.of());
    }

    private void partition(Fault fault) throws InterruptedException {
        String[] form = fault.variant().split(" ");
        Weather weather = Weather.of(Link.Kind.valueOf(form[0]));
        Network network = rig.network();
        set(network, fault, form[1], weather);
        Thread.sleep(fault.lastsMs());
        if (form[1].equals("all") && weather.kind() != Link.Kind.RESETS) {
            zombies.look(fault);
        }
        set(network, fault, form[1], Weather.FAIR);
    }

    private static void set(Network network, Fault fault, String where, Weather weather) {
        switch (where) {
            case "all" -> network.betweenInstanceAnd(fault.app(), Brokers.all(), weather);
            case "one" -> network.betweenInstanceAnd(fault.app(), List.of(fault.broker()), weather);
            case "brokers" -> network.towardsBroker(fault.broker(), weather);
            default -> throw new IllegalArgumentException(where);
        }
    }

    private void slow(Fault fault) throws InterruptedException {
        Random random = new Random(fault.number());
        if (fault.variant().equals("LOSS") && abilities.whyNoLoss().isEmpty()) {
            String name = "fault" + fault.number();
            PacketLoss.begin(name, rig.network().listeners(fault.app()), 5 + random.nextInt(26));
            Thread.sleep(fault.lastsMs());
            PacketLoss.end(name);
            return;
        }
        // 1 Mbit/s in each direction of each connection.
        Weather slow = new Weather(Link.Kind.SLOW, Duration.ofMillis(5 + random.nextInt(100)), 125_000);
        rig.network().betweenInstanceAnd(fault.app(), Brokers.all(), slow);
        Thread.sleep(fault.lastsMs());
        rig.network().betweenInstanceAnd(fault.app(), Brokers.all(), Weather.FAIR);
    }

    /** One goes in order, the other one does not. */
    private void scale(Fault fault) throws InterruptedException {
        List<Integer> others = fault.apps();
        rig.instances().stop(others.get(0));
        rig.instances().kill(others.get(1));
        Thread.sleep(fault.lastsMs());
        others.forEach(app -> rig.instances().start(app));
    }

    /** What is rendered is part of the topology, which is changed while all are stopped. */
    private void allAnew(String formats) throws InterruptedException {
        rig.instances().stopAll();
        rig.instances().setting("sluice.render", formats);
        Instances.all().forEach(app -> rig.instances().start(app));
    }

    private void burst(Fault fault) throws InterruptedException {
        int count = isShort ? SHORT_BURST : BURST;
        Item good = feeder.latest();
        long pause = Math.max(1, fault.lastsMs() / (count / 50));
        for (int sent = 0; good != null && sent < count; sent++) {
            feeder.send(poison.beside(good));
            if (sent % 50 == 49) {
                Thread.sleep(pause);
            }
        }
    }
}
