package dev.sluice.whatif;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.app.PublishedPolicies;
import dev.sluice.domain.policy.Policies;
import dev.sluice.event.AccessPage;
import dev.sluice.event.HeldEntitlement;
import dev.sluice.event.IdentityAccess;
import dev.sluice.event.IdentityStatus;
import dev.sluice.generate.GeneratorSettings;
import dev.sluice.generate.HistoryFiles;
import dev.sluice.json.PlainJson;
import dev.sluice.policy.PolicyDocument;
import dev.sluice.policy.PolicyFiles;
import dev.sluice.policy.PolicyParser;
import dev.sluice.replay.Replay;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a candidate set would find, against what the stage finds under it. */
class WhatIfTest {
    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    /** By what is held at the end, and by the history played again, the same violations stand. */
    @Test
    void theViewsAndTheHistoryAgreeOnWhatStands(@TempDir Path dir) throws IOException {
        Path events = dir.resolve("events");
        HistoryFiles.write(new GeneratorSettings(11, 60, 5, START), events);
        List<PolicyDocument> documents = PolicyFiles.bundled();
        List<Replay.PolicyText> texts = documents.stream()
                .map(document -> new Replay.PolicyText(document.kind(), document.id(), document.text()))
                .toList();
        Replay replay = new Replay(texts, new PublishedPolicies());
        List<Backtest.Episode> episodes =
                new Backtest(replay).run(events, OptionalLong.empty()).episodes();
        replay.run(events, dir.resolve("out"), OptionalLong.empty());

        Policies candidate = PolicyParser.parse(documents, 1);
        HeldViews views = new HeldViews(List.of(candidate));
        for (String line : Files.readAllLines(dir.resolve("out/identity-access.jsonl"))) {
            IdentityAccess view = PlainJson.read(line, IdentityAccess.class);
            views.take(view.getIdentityId(), view);
        }
        List<Violation> standing = views.violations(candidate, Long.MAX_VALUE - 1);

        assertThat(episodes).isNotEmpty();
        assertThat(names(standing))
                .isNotEmpty()
                .isEqualTo(names(episodes.stream()
                        .filter(episode -> episode.until() == null)
                        .map(Backtest.Episode::violation)
                        .toList()));
        assertThat(episodes)
                .anyMatch(episode -> episode.until() != null && episode.until().isAfter(episode.from()));
    }

    private static TreeSet<String> names(List<Violation> violations) {
        TreeSet<String> names = new TreeSet<>();
        violations.forEach(one -> names.add(one.ruleId() + " " + one.identityId() + " " + one.entitlements()));
        return names;
    }

    @Test
    void twoSetsAreCompared() {
        Policies before = policies(
                "{kind: SodRule, id: OLD, name: N, exclusive: ['sap:A', 'sap:B']}",
                "{kind: SodRule, id: BOTH, name: N, exclusive: ['sap:A', 'sap:B']}");
        Policies candidate = policies(
                "{kind: SodRule, id: NEW, name: N, exclusive: ['sap:A', 'sap:C']}",
                "{kind: SodRule, id: BOTH, name: N, exclusive: ['sap:A', 'sap:B']}");
        HeldViews views = new HeldViews(List.of(before, candidate));
        views.take("E1", view("E1", IdentityStatus.ACTIVE, null, "A"));
        views.take("E1#0", view("E1", IdentityStatus.UNKNOWN, new AccessPage(0, 1), "B", "C"));
        views.take("E2", view("E2", IdentityStatus.TERMINATED, null, "A", "B", "C"));

        Outcome outcome = Outcome.of(views.violations(before, 5), views.violations(candidate, 5));
        assertThat(outcome.newly()).extracting(Violation::ruleId).containsExactly("NEW");
        assertThat(outcome.still()).extracting(Violation::ruleId).containsExactly("BOTH");
        assertThat(outcome.noLonger()).extracting(Violation::ruleId).containsExactly("OLD");
        views.take("E1#0", view("E1", IdentityStatus.UNKNOWN, new AccessPage(0, 0)));
        assertThat(views.violations(candidate, 5)).isEmpty();
        assertThat(views.identities()).isEqualTo(2);
    }

    private static Policies policies(String... texts) {
        List<PolicyDocument> documents = new ArrayList<>();
        for (String text : texts) {
            documents.add(PolicyDocument.parse("test", text));
        }
        return PolicyParser.parse(documents, 1);
    }

    private static IdentityAccess view(String id, IdentityStatus status, AccessPage page, String... held) {
        List<HeldEntitlement> entitlements = new ArrayList<>();
        for (String name : held) {
            entitlements.add(new HeldEntitlement("sap", name, "ada", Instant.EPOCH, null, "OBSERVED"));
        }
        return IdentityAccess.newBuilder()
                .setIdentityId(id)
                .setStatus(status)
                .setAttributes(Map.of())
                .setEntitlements(entitlements)
                .setPage(page)
                .build();
    }
}
