package dev.sluice.embedded;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what a process holds in memory, where the system has a {@code /proc}. */
final class ResidentMemory {
    private static final Pattern LINE = Pattern.compile("(?m)^VmRSS:\\s+(\\d+) kB$");
    private static final long KIBIBYTE = 1024;

    private ResidentMemory() {}

    /**
     * @param pid a process id
     * @return its resident set size in bytes, empty when the system does not tell or there is no such process
     */
    static OptionalLong of(long pid) {
        try {
            Matcher line = LINE.matcher(Files.readString(Path.of("/proc", Long.toString(pid), "status")));
            return line.find() ? OptionalLong.of(Long.parseLong(line.group(1)) * KIBIBYTE) : OptionalLong.empty();
        } catch (IOException e) {
            return OptionalLong.empty();
        }
    }
}
