package dev.sluice.relay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileTargetTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Encoder LINES = new LineEncoder();

    private final AtomicReference<Instant> now = new AtomicReference<>(START);

    @TempDir
    private Path directory;

    private FileTarget target() {
        return new FileTarget(new LineFiles(directory), new FileTarget.Limits(20, Duration.ofMinutes(10)), now::get);
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(directory)) {
            return files.map(path -> path.getFileName().toString()).sorted().toList();
        }
    }

    private String content(String name) throws IOException {
        return Files.readString(directory.resolve(name));
    }

    @Test
    void writesALineARecordAndConfirmsIt() throws Exception {
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 5, "one", "two"));
            assertThat(target.confirmed(false)).isEqualTo(2);
            assertThat(names()).containsExactly("iam.audit-cef-0.00000000000000000005.20260101T000000000Z.log.open");
            assertThat(content(names().get(0))).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void partitionsHaveFilesOfTheirOwn() throws Exception {
        try (FileTarget target = target()) {
            Outgoing other = Messages.outgoing(LINES, Messages.of(12, 3, "b".getBytes(StandardCharsets.UTF_8)));
            target.send(List.of(Messages.outgoing(LINES, 5, "a").get(0), other));
            assertThat(target.confirmed(false)).isEqualTo(2);
            assertThat(names()).hasSize(2);
            assertThat(content(names().get(1))).isEqualTo("b\n");
        }
    }

    @Test
    void finishesAFileBySize() throws Exception {
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 0, "x".repeat(30)));
            target.send(Messages.outgoing(LINES, 1, "next"));
            target.confirmed(false);
            assertThat(names())
                    .containsExactly(
                            "iam.audit-cef-0.00000000000000000000.20260101T000000000Z.log",
                            "iam.audit-cef-0.00000000000000000001.20260101T000000000Z.log.open");
            assertThat(content(names().get(1))).isEqualTo("next\n");
        }
    }

    @Test
    void finishesAnOldFileAlsoWhenNothingComes() throws Exception {
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 0, "one"));
            now.set(START.plus(Duration.ofMinutes(10)).minusMillis(1));
            target.confirmed(false);
            assertThat(names().get(0)).endsWith(".open");
            now.set(START.plus(Duration.ofMinutes(10)));
            target.confirmed(false);
            assertThat(names()).hasSize(1).allSatisfy(name -> assertThat(name).endsWith(".log"));
        }
    }

    @Test
    void ageGoesOnOverARestart() throws Exception {
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 0, "one"));
        }
        now.set(START.plus(Duration.ofMinutes(10)));
        try (FileTarget target = target()) {
            target.open();
            target.send(Messages.outgoing(LINES, 1, "two"));
            target.confirmed(false);
            assertThat(names()).hasSize(1);
            assertThat(names().get(0)).endsWith("0000.20260101T000000000Z.log");
            assertThat(content(names().get(0))).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void cutsATornLineOffAndGoesOn() throws Exception {
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 0, "one"));
        }
        String name = names().get(0);
        Files.writeString(directory.resolve(name), "tw".repeat(50_000), StandardOpenOption.APPEND);
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 1, "two"));
            assertThat(names()).containsExactly(name);
            assertThat(content(name)).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void aFileWithOnlyATornLineBeginsAnew() throws Exception {
        Files.writeString(
                directory.resolve("iam.audit-cef-0.00000000000000000000.20260101T000000000Z.log.open"), "tor");
        try (FileTarget target = target()) {
            target.send(Messages.outgoing(LINES, 0, "whole"));
            assertThat(content(names().get(0))).isEqualTo("whole\n");
        }
    }

    @Test
    void whatNobodyGoesOnWithIsFinishedWhenItIsOld() throws Exception {
        String left = "iam.audit-leef-7.00000000000000000000.20260101T000000000Z.log";
        Files.writeString(directory.resolve(left + ".open"), "one\ntor");
        try (FileTarget mine = target();
                FileTarget other = target()) {
            mine.send(Messages.outgoing(LINES, 0, "of another partition"));
            other.confirmed(false);
            assertThat(names()).contains(left + ".open");

            now.set(now.get().plus(Duration.ofMinutes(10)));
            other.confirmed(false);

            assertThat(content(left)).isEqualTo("one\n");
            assertThat(names())
                    .as("what somebody has is left to them")
                    .hasSize(2)
                    .anyMatch(name -> name.endsWith(".open"));
        }
    }

    @Test
    void whoHasTheFileKeepsItUntilItIsAskedToHurry() throws Exception {
        try (FileTarget first = target();
                FileTarget second = target()) {
            first.send(Messages.outgoing(LINES, 0, "one"));
            assertThat(catchThrowableOfType(Unavailable.class, () -> second.send(Messages.outgoing(LINES, 1, "two"))))
                    .hasMessageContaining("written to by another");

            assertThat(first.confirmed(true)).isEqualTo(1);
            second.reset();
            second.send(Messages.outgoing(LINES, 1, "two"));
            assertThat(content(names().get(0))).isEqualTo("one\ntwo\n");
        }
    }

    @Test
    void aDirectoryThatCannotBeIsATransientFailureThatNamesIt() throws Exception {
        Path file = Files.writeString(directory.resolve("a-file"), "");
        try (FileTarget target = new FileTarget(
                new LineFiles(file.resolve("below")), new FileTarget.Limits(20, Duration.ofMinutes(1)), now::get)) {
            assertThat(catchThrowableOfType(Unavailable.class, target::open)).hasMessageContaining("a-file");
        }
    }
}
