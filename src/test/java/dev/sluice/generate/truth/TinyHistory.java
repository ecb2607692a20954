package dev.sluice.generate.truth;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A history of one identity, E1, written by hand. Times are written short: {@code 03-01T00:00} is in 2025, UTC. */
final class TinyHistory {
    private final Path directory;
    private int events;

    TinyHistory(Path directory) {
        this.directory = directory;
        policy("sap", "enforce", "");
        policy("github", "report", "");
        policy("servicenow", "ignore", "");
    }

    TinyHistory policy(String system, String mode, String leaver) {
        return document("system-" + system, "kind: System\nid: " + system + "\nmode: " + mode + "\n" + leaver);
    }

    TinyHistory document(String name, String yaml) {
        try {
            Files.createDirectories(directory.resolve("policies"));
            Files.writeString(directory.resolve("policies").resolve(name + ".yaml"), yaml);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    static String at(String time) {
        return "2025-" + time + (time.length() == 11 ? ":00Z" : "Z");
    }

    /** A record of HR; the further fields are JSON, for example {@code "complete":true}. */
    TinyHistory hr(String time, String action, String... fields) {
        return line("identity.jsonl", time, "\"identityId\":\"E1\"", action, fields);
    }

    TinyHistory hired() {
        return hr("01-01T00:00", "HIRED");
    }

    TinyHistory endsAt(String recorded, String end) {
        return hr(recorded, "TERMINATION_SCHEDULED", "\"effectiveAt\":\"" + at(end) + "\"");
    }

    TinyHistory account(String time, String action, String system) {
        return access(time, action, system);
    }

    TinyHistory granted(String time, String system, String name, String... fields) {
        return access(time, "ENTITLEMENT_GRANTED", system, with(fields, entitlement(system, name)));
    }

    TinyHistory revoked(String time, String system, String name) {
        return access(time, "ENTITLEMENT_REVOKED", system, entitlement(system, name));
    }

    TinyHistory snapshot(String time, String system, String... names) {
        String list = Stream.of(names)
                .map(name -> "{\"system\":\"" + system + "\",\"name\":\"" + name + "\"}")
                .collect(Collectors.joining(","));
        return access(time, "ACCESS_SNAPSHOT", system, "\"snapshot\":[" + list + "]");
    }

    /** Something at the end that changes nothing, so that the history lasts until then. */
    TinyHistory until(String time) {
        return line("authentication.jsonl", time, "\"identityId\":\"E9\"", "LOGIN_SUCCEEDED");
    }

    static String limit(String field, String time) {
        return "\"" + field + "\":\"" + at(time) + "\"";
    }

    private static String[] with(String[] fields, String field) {
        return Stream.concat(Stream.of(field), Stream.of(fields)).toArray(String[]::new);
    }

    private static String entitlement(String system, String name) {
        return "\"entitlement\":{\"system\":\"" + system + "\",\"name\":\"" + name + "\"}";
    }

    private TinyHistory access(String time, String action, String system, String... fields) {
        String subject = "\"identityId\":\"E1\",\"account\":{\"system\":\"" + system + "\",\"name\":\"ada\"}";
        return line("access.jsonl", time, subject, action, fields);
    }

    private TinyHistory line(String file, String time, String subject, String action, String... fields) {
        String line = "{\"header\":{\"eventId\":\"e" + ++events + "\",\"source\":\"test\",\"occurredAt\":\"" + at(time)
                + "\"},\"subject\":{" + subject + "},\"action\":\"" + action + "\""
                + Stream.of(fields).map(field -> "," + field).collect(Collectors.joining()) + "}\n";
        try {
            Files.writeString(directory.resolve(file), line, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return this;
    }

    Truth truth() {
        try {
            return GroundTruth.compute(directory);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Commands as {@code 03-01T00:00 DISABLE_ACCOUNT sap ISSUED}, in order of time, system, object. */
    List<String> commands() {
        List<String> words = new ArrayList<>();
        for (CommandTransition command : truth().commands()) {
            String object = command.account().system()
                    + (command.entitlement() == null
                            ? ""
                            : ":" + command.entitlement().name());
            words.add(brief(command.changedAt().toString()) + " " + command.action() + " " + object + " "
                    + command.status());
        }
        return words;
    }

    /** Findings as {@code 03-03T00:00 sap OPEN 1 [A, B] DETECTED}. */
    List<String> findings() {
        return truth().findings().stream()
                .map(finding -> brief(finding.changedAt().toString()) + " "
                        + finding.account().system() + " " + finding.status() + " " + finding.episode() + " "
                        + finding.entitlements().stream()
                                .map(EntitlementName::name)
                                .toList()
                        + " " + finding.cause())
                .toList();
    }

    private static String brief(String instant) {
        String time = instant.substring(5, instant.length() - 1);
        return time.endsWith(":00") && time.length() == 14 ? time.substring(0, 11) : time;
    }
}
