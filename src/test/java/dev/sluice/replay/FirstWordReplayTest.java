package dev.sluice.replay;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.generate.ViewComparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Somebody is known since the first word of them, whoever says it: the view and the truth begin with the same standing. */
class FirstWordReplayTest {
    @TempDir
    Path dir;

    @Test
    void aCampaignIsAWord() throws IOException {
        Files.write(
                dir.resolve("compliance.jsonl"),
                List.of(event(
                        "c",
                        "2026-01-02",
                        "CERTIFICATION_STARTED",
                        """
                ,"campaignId":"C1","reviewerId":"E1","dueAt":"2026-01-09T00:00:00Z\"""")));
        Files.write(dir.resolve("identity.jsonl"), List.of(event("h", "2026-02-02", "HIRED", "")));
        Files.createDirectories(dir.resolve("policies"));
        Files.writeString(dir.resolve("policies/sap.yaml"), "kind: System\nid: sap\nmode: enforce\n");
        ReplayRun.of(dir, dir.resolve("policies"), dir.resolve("out"));

        ViewComparison view = ViewComparison.ofEach(
                dir.resolve("out/identity-access.jsonl"), dir, Instant.parse("2026-03-01T00:00:00Z"));
        assertThat(view.differences()).isEmpty();
        assertThat(view.matched()).isEqualTo(2);
    }

    private static String event(String id, String day, String action, String more) {
        return "{\"header\":{\"eventId\":\"" + id + "\",\"source\":\"test\",\"occurredAt\":\"" + day
                + "T00:00:00Z\"},\"subject\":{\"identityId\":\"E1\"},\"action\":\"" + action + "\"" + more + "}";
    }
}
