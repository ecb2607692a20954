package dev.sluice.embedded;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/** Quotes the end of a log file, for a message about the program that wrote it. */
final class LogTail {
    private static final int BYTES = 4_096;
    private static final int LINES = 15;

    private LogTail() {}

    /**
     * @param log a log file, may be missing
     * @return a sentence with at most 15 lines
     */
    static String quote(Path log) {
        try (RandomAccessFile file = new RandomAccessFile(log.toFile(), "r")) {
            byte[] end = new byte[(int) Math.min(BYTES, file.length())];
            file.seek(file.length() - end.length);
            file.readFully(end);
            List<String> lines =
                    new String(end, StandardCharsets.UTF_8).strip().lines().toList();
            if (lines.isEmpty()) {
                return "Its log " + log + " is empty.";
            }
            List<String> last = lines.subList(Math.max(0, lines.size() - LINES), lines.size());
            return "The end of its log " + log + ":\n  " + String.join("\n  ", last);
        } catch (IOException e) {
            return "Its log " + log + " cannot be read (" + e.getMessage() + ").";
        }
    }
}
