package dev.sluice.torture;

import dev.sluice.event.Policy;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyLog;
import dev.sluice.policy.PolicyPublisher;
import dev.sluice.registry.AvroDeserializer;
import dev.sluice.registry.AvroSerializer;
import dev.sluice.registry.SchemaRegistryClient;
import dev.sluice.registry.SchemaRegistryClients;
import dev.sluice.registry.SchemaRegistryConfig;
import dev.sluice.torture.oracle.Fed;
import dev.sluice.torture.oracle.Inputs;
import dev.sluice.torture.oracle.Verdict;
import dev.sluice.torture.rig.Instances;
import dev.sluice.torture.rig.Rig;
import dev.sluice.torture.rig.RigException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;

/** One run: starts everything, feeds and hurts it, heals it, waits until it is at rest, and has the oracle judge. */
final class Torture {
    private static final int DISK_MEBIBYTES = 512;
    private static final int SHORT_DISK_MEBIBYTES = 192;
    private static final Duration START_LIMIT = Duration.ofMinutes(3);
    private static final Duration DRAIN_LIMIT = Duration.ofMinutes(6);

    private static final Duration PATIENCE = Duration.ofSeconds(150);
    private static final Duration SHORT_PATIENCE = Duration.ofSeconds(60);

    /** Longer than the silence after which timers go by the wall clock. */
    private static final Duration REST = Duration.ofSeconds(14);

    private static final List<String> WRITTEN =
            List.of("audit", "finding", "provisioning-command", "ticket", "identity-access", "exchange");

    private final TortureOptions options;
    private final Path faketime;
    private final PrintWriter progress;
    private final long begin = System.nanoTime();

    /**
     * A run.
     *
     * @param options what it is to be
     * @param faketime the library that sets clocks, null to look for it
     * @param progress is told what happens
     */
    Torture(TortureOptions options, Path faketime, PrintWriter progress) {
        this.options = options;
        this.faketime = faketime;
        this.progress = progress;
    }

    /** Runs. */
    Outcome run() throws Exception {
        Files.createDirectories(options.directory());
        Set<FaultKind> wanted =
                options.kinds().isEmpty() ? EnumSet.allOf(FaultKind.class) : EnumSet.copyOf(options.kinds());
        try (History history = new History(options.directory().resolve("history.jsonl"), progress);
                Abilities abilities = new Abilities(
                        options.directory(),
                        options.faults() == 0 ? EnumSet.noneOf(FaultKind.class) : wanted,
                        faketime,
                        options.isShort() ? SHORT_DISK_MEBIBYTES : DISK_MEBIBYTES)) {
            history.add(
                    "run",
                    Map.of(
                            "seed", options.seed(),
                            "faults", options.faults(),
                            "seconds", options.seconds(),
                            "events", options.events(),
                            "directory", options.directory().toString()));
            abilities
                    .missing()
                    .forEach((kind, why) -> history.add(
                            "not-run-here", Map.of("fault", kind.code() + " " + kind.words(), "reason", why)));
            if (!abilities.whyNoLoss().isEmpty() && wanted.contains(FaultKind.SLOW_NETWORK) && options.faults() > 0) {
                history.add(
                        "not-run-here",
                        Map.of("fault", "F9 loss of packets (a slow network is)", "reason", abilities.whyNoLoss()));
            }
            List<Fault> plan = options.faults() == 0
                    ? List.of()
                    : FaultPlan.draw(options.seed(), options.faults(), options.isShort(), abilities.of(wanted));
            try (Rig rig = Rig.start(
                    options.directory(), options.partitions(), settings(), options.ofBrokers(), history::add)) {
                return run(rig, abilities, plan, history);
            }
        }
    }

    /** Half of the seeds commit often; the others so seldom that a kill meets a transaction that is open. */
    private Map<String, String> settings() {
        Random random = new Random(options.seed() ^ 0x5E77);
        Map<String, String> settings = new HashMap<>();
        settings.put("commit.interval.ms", random.nextBoolean() ? "100" : "2000");
        settings.put("num.stream.threads", random.nextBoolean() ? "1" : "2");
        if (random.nextBoolean()) {
            settings.put("group.instance.id", "each");
        }
        settings.putAll(options.ofApps());
        return settings;
    }

    private Outcome run(Rig rig, Abilities abilities, List<Fault> plan, History history) throws Exception {
        Map<String, Object> config = new HashMap<>();
        config.put("bootstrap.servers", rig.brokers().bootstrapServers());
        config.put("schema.registry.url", rig.registryUrl());
        config.put("avro.remove.java.properties", true);
        ExecutorService threads = Executors.newCachedThreadPool();
        try (SchemaRegistryClient registry = SchemaRegistryClients.create(new SchemaRegistryConfig(config));
                AvroSerializer<SpecificRecord> serializer = new AvroSerializer<>();
                Feeder feeder = new Feeder(
                        rig.brokers().bootstrapServers(), Rig.PREFIX, options.isShort() ? SHORT_PATIENCE : PATIENCE);
                Watch watch = new Watch(rig)) {
            serializer.configure(config, false);
            Load load = Load.make(
                    options.seed(), options.events(), options.directory().resolve("events"), Rig.PREFIX, serializer);
            publishPolicies(config, load);
            abilities.prepare(rig);
            rig.instances().program(options.upgradeFrom());
            Instances.all().forEach(app -> rig.instances().start(app));
            watch.start();
            history.add("load", Map.of("records", load.items().size()));
            awaitAssigned(rig);
            history.add("assigned", Map.of());
            AtomicBoolean isOver = new AtomicBoolean(plan.isEmpty());
            Duration time = FaultPlan.estimate(plan);
            Duration least = Duration.ofSeconds(options.seconds());
            Future<?> feeding = threads.submit(
                    () -> feeder.feed(load.items(), time.compareTo(least) > 0 ? time : least, isOver::get));
            awaitFirst(rig, feeding);
            history.add("running", Map.of());
            Poison poison = new Poison(new Random(options.seed() ^ 0xB0B), Rig.PREFIX, serializer);
            Zombies zombies = new Zombies(rig, history);
            Versions versions = new Versions(rig, history, watch.progress(), settings(), options.upgradeFrom());
            Nemesis nemesis = new Nemesis(
                    rig,
                    abilities,
                    history,
                    feeder,
                    poison,
                    new NewSchemas(registry, Rig.PREFIX),
                    zombies,
                    versions,
                    watch.progress(),
                    options.isShort());
            Future<List<Window>> hurting = threads.submit((Callable<List<Window>>) () -> nemesis.run(plan));
            List<Window> windows = hurting.get();
            isOver.set(true);
            feeding.get();
            history.add("all-sent", Map.of());
            feeder.acknowledgedAll();
            long sent = System.currentTimeMillis();
            history.add(
                    "all-acknowledged",
                    Map.of(
                            "records",
                            feeder.acknowledged(),
                            "uncertain",
                            feeder.uncertain().size()));
            long drained = awaitDrained(rig, sent);
            history.add("drained", Map.of("ms", drained));
            awaitRest(rig);
            history.add("at-rest", Map.of());
            long loadEnd = System.currentTimeMillis() - REST.toMillis();
            lookAgain(rig, feeder, load, serializer, history);
            List<Fed> fed = feeder.acknowledgedAll();
            Judging judging = new Judging(
                    rig,
                    options,
                    history,
                    load,
                    fed,
                    feeder.uncertain(),
                    windows,
                    zombies.seen(),
                    versions.silences(),
                    watch.progress(),
                    loadEnd,
                    drained);
            List<Verdict> verdicts = judging.judge();
            return new Outcome(about(plan, fed, windows, rig), verdicts, judging.timings());
        } catch (ExecutionException e) {
            throw e.getCause() instanceof Exception known ? known : e;
        } finally {
            threads.shutdownNow();
        }
    }

    /** Nobody remembers anything but what is stored, and one not even that. */
    private void lookAgain(
            Rig rig, Feeder feeder, Load load, AvroSerializer<SpecificRecord> serializer, History history)
            throws Exception {
        rig.instances().stopAll();
        rig.instances().program(null);
        rig.instances().wipe(options.wipedAtLast());
        history.add("all-anew", Map.of("wiped", options.wipedAtLast()));
        Instances.all().forEach(app -> rig.instances().start(app));
        List<Item> items = SecondLook.items(
                load.history(), Rig.PREFIX, Instant.ofEpochMilli(System.currentTimeMillis()), serializer);
        items.forEach(feeder::send);
        feeder.acknowledgedAll();
        history.add("second-look", Map.of("identities", items.size()));
        awaitDrained(rig, System.currentTimeMillis());
        awaitRest(rig);
    }

    private Map<String, Object> about(List<Fault> plan, List<Fed> fed, List<Window> windows, Rig rig) {
        Map<String, Object> about = new LinkedHashMap<>();
        about.put("seed", options.seed());
        about.put("directory", options.directory().toString());
        about.put("settings", settings().toString());
        about.put("inputs", fed.size());
        about.put("faults", windows.size());
        about.put("kinds", plan.stream().map(Fault::kind).distinct().count());
        about.put("seconds", (System.nanoTime() - begin) / 1_000_000_000);
        about.put("largest instance, MiB resident", rig.instances().largestKib() / 1024);
        about.put("requests that the registry did not answer well", rig.door().refused());
        return about;
    }

    private static void publishPolicies(Map<String, Object> settings, Load load) throws IOException {
        SchemaRegistryConfig config = new SchemaRegistryConfig(settings);
        Instant first = Instant.ofEpochMilli(load.items().get(0).arrivedAt() - 1);
        try (SchemaRegistryClient registry = SchemaRegistryClients.create(config);
                AvroSerializer<Policy> serializer = new AvroSerializer<>(registry, Policy.class, config);
                AvroDeserializer<Policy> deserializer = new AvroDeserializer<>(registry, Policy.class, config)) {
            PolicyLog log = new PolicyLog(settings, Rig.PREFIX + "policy", deserializer);
            new PolicyPublisher(settings, Rig.PREFIX, serializer, log, () -> first)
                    .publish(PolicyFiles.replacingBundled(load.history().resolve(HistoryFiles.POLICIES)));
        }
    }

    /** The load begins when all are there to take it. */
    private void awaitAssigned(Rig rig) throws Exception {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (!Versions.isComplete(rig)) {
            requireBegun(rig, giveUp);
            Thread.sleep(250);
        }
    }

    /** Faults begin when every instance has something to lose. */
    private void awaitFirst(Rig rig, Future<?> feeding) throws Exception {
        long giveUp = System.nanoTime() + START_LIMIT.toNanos();
        while (true) {
            try {
                Map<TopicPartition, Long> committed = Watch.committed(rig.admin());
                long partitions = committed.entrySet().stream()
                        .filter(entry -> entry.getValue() > 0)
                        .map(entry -> entry.getKey().partition())
                        .distinct()
                        .count();
                if (partitions == rig.partitions()) {
                    return;
                }
            } catch (ExecutionException | TimeoutException notYet) {
                // The group is not there yet.
                Thread.sleep(100);
            }
            if (feeding.isDone()) {
                feeding.get();
            }
            requireBegun(rig, giveUp);
            Thread.sleep(250);
        }
    }

    private void requireBegun(Rig rig, long giveUp) {
        for (Instances.Exit exit : rig.instances().exits()) {
            throw new RigException("Instance " + exit.instance() + " ended before anything was done to it, with "
                    + exit.code() + ".\n" + exit.lastWords());
        }
        if (System.nanoTime() > giveUp) {
            throw new RigException("The instances did not begin within " + START_LIMIT.toMinutes()
                    + " minutes; their logs are in " + options.directory() + ".");
        }
    }

    /** How long it took from an instant until everything was committed as read, in ms; as long as is waited if it never was. */
    private static long awaitDrained(Rig rig, long from) throws Exception {
        long giveUp = System.currentTimeMillis() + DRAIN_LIMIT.toMillis();
        Map<TopicPartition, Long> ends = Watch.ends(rig, Inputs.TOPICS, IsolationLevel.READ_UNCOMMITTED);
        while (System.currentTimeMillis() < giveUp) {
            try {
                Map<TopicPartition, Long> committed = Watch.committed(rig.admin());
                if (ends.entrySet().stream()
                        .allMatch(end -> committed.getOrDefault(end.getKey(), 0L) >= end.getValue())) {
                    return System.currentTimeMillis() - from;
                }
            } catch (ExecutionException | TimeoutException away) {
                Thread.sleep(100);
            }
            Thread.sleep(250);
        }
        return System.currentTimeMillis() - from;
    }

    private static void awaitRest(Rig rig) throws Exception {
        long giveUp = System.nanoTime() + DRAIN_LIMIT.toNanos();
        long last = -1;
        long since = System.nanoTime();
        while (System.nanoTime() - since < REST.toNanos() && System.nanoTime() < giveUp) {
            long now = Watch.ends(rig, WRITTEN, IsolationLevel.READ_UNCOMMITTED).values().stream()
                    .mapToLong(Long::longValue)
                    .sum();
            if (now != last) {
                last = now;
                since = System.nanoTime();
            }
            Thread.sleep(500);
        }
    }
}
