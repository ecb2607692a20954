package dev.sluice.bench.run;

import dev.sluice.bench.load.LoadProfile;
import java.nio.file.Path;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * What is to be measured.
 *
 * @param profileName the profile's name, for the report
 * @param profile the load
 * @param parts what to run
 * @param rounds how often
 * @param threads the thread counts; the largest gives the figures
 * @param limitSeconds after how many measured seconds a run of an application ends; 0 for never
 * @param virtualMachine options of the virtual machines under test
 * @param appOptions further settings for Sluice and the copy
 * @param directory where the temporary directory goes; null for the system's
 * @param keep whether the temporary directory stays
 */
public record BenchOptions(
        String profileName,
        LoadProfile profile,
        Set<Part> parts,
        int rounds,
        List<Integer> threads,
        int limitSeconds,
        List<String> virtualMachine,
        Map<String, String> appOptions,
        Path directory,
        boolean keep) {
    /** A part of the benchmark. */
    public enum Part {
        /** The raw copy, which the parts alo and eos include. */
        COPY,
        /** Sluice, at_least_once. */
        ALO,
        /** Sluice, exactly_once_v2. */
        EOS,
        /** The DSL baseline and Sluice on what both know. */
        DSL,
        /** From an event to its decision. */
        LATENCY,
        /** From an event to its decision while everybody is evaluated under another policy set. */
        POLICY,
        /** Restore from the changelogs. */
        RESTORE,
        /** Killed, and started again. */
        KILL
    }

    /** Copies what it is given. */
    public BenchOptions {
        parts = EnumSet.copyOf(parts);
        threads = threads.stream().sorted().distinct().toList();
        virtualMachine = List.copyOf(virtualMachine);
        appOptions = Map.copyOf(appOptions);
    }

    /**
     * The thread count that gives the figures.
     *
     * @return the largest
     */
    public int mainThreads() {
        return threads.get(threads.size() - 1);
    }

    boolean has(Part part) {
        return parts.contains(part);
    }
}
