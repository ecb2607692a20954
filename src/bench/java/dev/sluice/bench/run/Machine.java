package dev.sluice.bench.run;

import com.sun.management.OperatingSystemMXBean;
import dev.sluice.bench.report.Report;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;

/** What it was measured on. */
final class Machine {
    private static final double BUSY = 0.25;

    private Machine() {}

    static void describe(Report report) {
        OperatingSystemMXBean system = (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
        report.about("date", Instant.now().truncatedTo(ChronoUnit.SECONDS));
        report.about(
                "machine",
                String.format(
                        Locale.ROOT,
                        "%d CPUs (%s), %d GiB, %s %s",
                        system.getAvailableProcessors(),
                        cpuModel(),
                        Math.round(system.getTotalMemorySize() / (double) (1L << 30)),
                        system.getName(),
                        system.getArch()));
        report.about("jvm", System.getProperty("java.vm.name") + " " + System.getProperty("java.runtime.version"));
        double load = system.getSystemLoadAverage();
        report.about("load before", String.format(Locale.ROOT, "%.2f", load));
        if (load > BUSY * system.getAvailableProcessors()) {
            report.note(String.format(
                    Locale.ROOT,
                    "Other work ran on this machine at the start (load %.2f): the figures are not to be quoted.",
                    load));
        }
    }

    static void describeEnd(Report report) {
        double variation = report.figures().getOrDefault("copy_cv", 0.0);
        if (variation > 0.10) {
            report.note(String.format(
                    Locale.ROOT,
                    "The copies vary by %.0f %%: measure again on a quieter machine before quoting a ratio.",
                    100 * variation));
        }
    }

    private static String cpuModel() {
        try (var lines = Files.lines(Path.of("/proc/cpuinfo"))) {
            return lines.filter(line -> line.startsWith("model name"))
                    .map(line -> line.substring(line.indexOf(':') + 1).strip())
                    .findFirst()
                    .orElse("model unknown");
        } catch (IOException e) {
            return "model unknown";
        }
    }
}
