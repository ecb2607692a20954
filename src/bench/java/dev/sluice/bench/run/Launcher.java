package dev.sluice.bench.run;

import dev.sluice.bench.child.CopyMain;
import dev.sluice.bench.child.Probe;
import dev.sluice.bench.child.Settings;
import dev.sluice.bench.child.StreamsReporter;
import dev.sluice.bench.dsl.DslMain;
import dev.sluice.bench.measure.Contender;
import dev.sluice.bench.measure.Contender.Program;
import dev.sluice.cli.ConnectionOptions;
import dev.sluice.cli.Main;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.StreamsConfig;

/** Starts contenders, each in a fresh virtual machine. */
final class Launcher {
    /** The topic that the copy writes. */
    static final String COPY_OUTPUT = "bench.copy";

    /** The topic that the baseline writes. */
    static final String DSL_OUTPUT = "bench.dsl.identity-access";

    private final Path directory;
    private final Cluster cluster;
    private final List<String> virtualMachine;
    private final Map<String, String> appOptions;
    private final int copyLoops;
    private int starts;
    private volatile Child latest;

    Launcher(
            Path directory,
            Cluster cluster,
            List<String> virtualMachine,
            Map<String, String> appOptions,
            int copyLoops) {
        this.directory = directory;
        this.cluster = cluster;
        this.virtualMachine = List.copyOf(virtualMachine);
        this.appOptions = Map.copyOf(appOptions);
        this.copyLoops = copyLoops;
    }

    /** A contender that runs. */
    record Started(Child child, ProbeFile probe) {}

    /** Where an application keeps its state. */
    Path state(String application) {
        return directory.resolve("state").resolve(application);
    }

    /** Starts a contender with the settings for a backlog. */
    Started start(Contender contender, String application, String prefix) {
        Map<String, String> settings = new HashMap<>();
        if (contender.program() != Program.DSL) {
            settings.putAll(throughput());
        }
        return start(contender, application, prefix, settings);
    }

    /** Starts a contender. What is given here wins over the defaults, what the person gave wins over both. */
    Started start(Contender contender, String application, String prefix, Map<String, String> given) {
        Map<String, String> settings = new HashMap<>(cluster.connection());
        settings.put(StreamsConfig.APPLICATION_ID_CONFIG, application);
        settings.put(StreamsConfig.STATE_DIR_CONFIG, state(application).toString());
        settings.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, "1");
        settings.put(
                StreamsConfig.PROCESSING_GUARANTEE_CONFIG, contender.guarantee().setting());
        settings.put(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG,
                Integer.toString(contender.guarantee().commitMs()));
        settings.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, Integer.toString(contender.threads()));
        settings.put(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG, StreamsReporter.class.getName());
        settings.putAll(given);
        Class<?> main =
                switch (contender.program()) {
                    case COPY -> copy(settings, prefix);
                    case DSL -> dsl(settings, prefix);
                    case SLUICE, SLUICE_ON_SHARED -> sluice(settings, prefix);
                };
        String name = application + "-" + ++starts;
        Path file = directory.resolve(name + ".properties");
        Settings.write(file, settings);
        Path probe = directory.resolve(name + ".probe");
        List<String> options = new java.util.ArrayList<>(virtualMachine);
        options.add("-D" + Probe.FILE + "=" + probe);
        options.add("-Dsluice.log.level=INFO");
        List<String> args = main == Main.class ? List.of("run", "--config", file.toString()) : List.of(file.toString());
        latest = Child.start(directory, name, options, main, args);
        return new Started(latest, new ProbeFile(probe));
    }

    /** Ends the contender that runs, if one does. */
    void closeLatest() {
        Child running = latest;
        if (running != null) {
            running.close();
        }
    }

    private Class<?> copy(Map<String, String> settings, String prefix) {
        settings.putAll(appOptions);
        settings.remove(StreamsConfig.METRIC_REPORTER_CLASSES_CONFIG);
        settings.remove("schema.registry.url");
        settings.put(CopyMain.INPUTS, String.join(",", LogWriter.topics(prefix)));
        settings.put(CopyMain.OUTPUT, COPY_OUTPUT);
        settings.put(CopyMain.LOOPS, Integer.toString(copyLoops));
        return CopyMain.class;
    }

    private static Class<?> dsl(Map<String, String> settings, String prefix) {
        settings.put(DslMain.PREFIX, prefix);
        settings.put(DslMain.OUTPUT, DSL_OUTPUT);
        return DslMain.class;
    }

    private Class<?> sluice(Map<String, String> settings, String prefix) {
        settings.put(ConnectionOptions.PREFIX, prefix);
        settings.put(StreamsConfig.NUM_STANDBY_REPLICAS_CONFIG, "0");
        settings.putAll(appOptions);
        return Main.class;
    }

    /** The client settings that suit a backlog. */
    static Map<String, String> throughput() {
        try (InputStream in = Launcher.class.getResourceAsStream("/bench/throughput.properties")) {
            return Settings.read(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Bytes of an application's state directory. */
    long stateBytes(String application) {
        try (var files = Files.walk(state(application))) {
            return files.filter(Files::isRegularFile).mapToLong(Launcher::size).sum();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
