package dev.sluice.torture;

import dev.sluice.torture.rig.PacketLoss;
import dev.sluice.torture.rig.Rig;
import dev.sluice.torture.rig.SmallDisk;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** What of the faults that need rights or programs can be done here; looks before, so that nothing is passed over in silence. */
final class Abilities implements AutoCloseable {
    /** The instance whose state is on a small disk. */
    static final int APP_ON_DISK = 3;

    /** The instance whose clock can be set. */
    static final int APP_WITH_CLOCK = 2;

    /** The broker whose log is on a small disk. */
    static final int BROKER_ON_DISK = 3;

    private static final List<String> FAKETIME = List.of(
            "/usr/lib/x86_64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/aarch64-linux-gnu/faketime/libfaketimeMT.so.1",
            "/usr/lib/faketime/libfaketimeMT.so.1",
            "/usr/lib64/faketime/libfaketimeMT.so.1");

    private final Map<FaultKind, String> missing = new EnumMap<>(FaultKind.class);
    private final Optional<SmallDisk> appDisk;
    private final Optional<SmallDisk> brokerDisk;
    private final Path appDiskPath;
    private final Path clockFile;
    private final Optional<Path> faketime;

    private final Thread hook = new Thread(this::unmount, "torture-unmount");

    Abilities(Path directory, Set<FaultKind> wanted, Path faketimeLibrary, int mebibytes) {
        appDiskPath = directory.resolve("disk-of-app");
        clockFile = directory.resolve("clock");
        appDisk = wanted.contains(FaultKind.DISK_FULL) ? SmallDisk.mount(appDiskPath, mebibytes) : Optional.empty();
        brokerDisk = wanted.contains(FaultKind.BROKER_DISK_FULL)
                ? SmallDisk.mount(directory.resolve("broker-" + BROKER_ON_DISK).resolve("logs"), 4 * mebibytes)
                : Optional.empty();
        if (appDisk.isEmpty()) {
            missing.put(FaultKind.DISK_FULL, "no disk in memory can be mounted");
        }
        if (brokerDisk.isEmpty()) {
            missing.put(FaultKind.BROKER_DISK_FULL, "no disk in memory can be mounted");
        }
        faketime = faketimeLibrary != null
                ? Optional.of(faketimeLibrary)
                : FAKETIME.stream().map(Path::of).filter(Files::exists).findFirst();
        if (faketime.isEmpty()) {
            missing.put(FaultKind.CLOCK_SKEW, "libfaketime is not installed (Debian: apt-get install libfaketime)");
        }
        missing.keySet().retainAll(wanted);
        Runtime.getRuntime().addShutdownHook(hook);
    }

    /** What can't be done, and why. */
    Map<FaultKind, String> missing() {
        return missing;
    }

    /** Of what is wanted, what can be done. */
    Set<FaultKind> of(Set<FaultKind> wanted) {
        Set<FaultKind> can = EnumSet.copyOf(wanted);
        can.removeAll(missing.keySet());
        return can;
    }

    /** Whether packets can be dropped; empty if so, else why not. */
    String whyNoLoss() {
        return PacketLoss.whyNot();
    }

    /** Gives instances what the faults need from the start. */
    void prepare(Rig rig) {
        if (appDisk.isPresent()) {
            rig.instances().keepState(APP_ON_DISK, appDiskPath.resolve("state"));
        }
        faketime.ifPresent(library -> {
            setClock("+0");
            rig.instances()
                    .environment(
                            APP_WITH_CLOCK,
                            Map.of(
                                    "LD_PRELOAD", library.toAbsolutePath().toString(),
                                    "FAKETIME_TIMESTAMP_FILE", clockFile.toString(),
                                    "FAKETIME_CACHE_DURATION", "1",
                                    "FAKETIME_DONT_FAKE_MONOTONIC", "1",
                                    "DONT_FAKE_MONOTONIC", "1",
                                    // With it, each wait with a limit would be a loop that takes a processor.
                                    "FAKETIME_FORCE_MONOTONIC_FIX", "0"));
        });
    }

    /** Says how wrong the clock is, in seconds with a sign. */
    void setClock(String seconds) {
        try {
            Path next = clockFile.resolveSibling("clock.next");
            Files.writeString(next, seconds + "\n");
            Files.move(next, clockFile, java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    SmallDisk appDisk() {
        return appDisk.orElseThrow();
    }

    SmallDisk brokerDisk() {
        return brokerDisk.orElseThrow();
    }

    /** Everything is as it was. */
    void heal() {
        appDisk.ifPresent(SmallDisk::free);
        brokerDisk.ifPresent(SmallDisk::free);
        if (faketime.isPresent()) {
            setClock("+0");
        }
    }

    @Override
    public void close() {
        try {
            Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            // The process is ending already, and the hook does what follows.
            return;
        }
        unmount();
    }

    private void unmount() {
        appDisk.ifPresent(SmallDisk::close);
        brokerDisk.ifPresent(SmallDisk::close);
    }
}
