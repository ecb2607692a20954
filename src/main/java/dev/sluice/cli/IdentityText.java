package dev.sluice.cli;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** The explanation of an identity for people. */
final class IdentityText {
    private final JsonNode answer;
    private final StringBuilder text = new StringBuilder();

    IdentityText(JsonNode answer) {
        this.answer = answer;
    }

    String text() {
        head();
        part(
                "Accounts",
                "accounts",
                one -> row(one.path("system").asText() + "/" + one.path("name").asText(), state(one)));
        part("Has", "does", this::has);
        part("Should have", "should", one -> row(name(one), sentence(one)));
        part("Difference", "difference", IdentityText::difference);
        part("Findings", "findings", IdentityText::finding);
        part("Requests", "requests", IdentityText::request);
        foot();
        return text.toString().stripTrailing();
    }

    private void head() {
        text.append(subject(answer)).append("  ").append(answer.path("status").asText());
        if (answer.has("endedAt")) {
            text.append(" since ").append(answer.get("endedAt").asText());
        }
        text.append(System.lineSeparator());
        List<String> attributes = new ArrayList<>();
        answer.path("attributes")
                .properties()
                .forEach(a -> attributes.add(a.getKey() + ": " + a.getValue().asText()));
        if (!attributes.isEmpty()) {
            line("  " + String.join(", ", attributes));
        }
        if (answer.has("at")) {
            line("As of " + answer.get("at").asText() + ", by what is known now and the policies of today.");
            answer.path("completeFrom")
                    .properties()
                    .forEach(one -> line("  " + one.getKey() + " is complete from "
                            + one.getValue().asText() + " on"));
        }
    }

    /** Whom something is about. */
    static String subject(JsonNode node) {
        return node.has("identityId")
                ? node.get("identityId").asText()
                : "account " + node.at("/account/system").asText() + "/"
                        + node.at("/account/name").asText();
    }

    private interface Rows {
        String of(JsonNode entry);
    }

    private void part(String title, String name, Rows rows) {
        JsonNode entries = answer.get(name);
        if (entries == null) {
            return;
        }
        line(System.lineSeparator() + title + (entries.isEmpty() ? ": nothing" : ""));
        entries.forEach(entry -> line(rows.of(entry)));
        if (answer.path("more").has(name)) {
            line("  and " + answer.path("more").get(name).asText() + " more");
        }
    }

    private static String row(String what, String why) {
        return String.format("  %-32s  %s", what, why);
    }

    private static String name(JsonNode one) {
        return one.at("/entitlement/system").asText() + ":"
                + one.at("/entitlement/name").asText();
    }

    private static String sentence(JsonNode one) {
        return one.at("/reason/sentence").asText("Nothing gives it.");
    }

    private static String state(JsonNode one) {
        return one.path("state").asText() + " since " + one.path("since").asText()
                + (one.has("kind") ? ", " + one.get("kind").asText() : "");
    }

    private String has(JsonNode one) {
        String account = one.at("/account/name").asText("");
        String until = one.has("validTo") ? " until " + one.get("validTo").asText() : "";
        return row(
                name(one),
                sentence(one) + (account.isEmpty() ? "" : " On " + account) + " since "
                        + one.path("since").asText() + until + ".");
    }

    private static String difference(JsonNode one) {
        String what =
                switch (one.path("kind").asText()) {
                    case "MISSING" -> "+ " + name(one);
                    case "SURPLUS" -> "- " + name(one);
                    default -> "* " + one.path("system").asText();
                };
        String command = one.has("command")
                ? command(one.get("command"))
                : one.path("noCommand").asText();
        return row(what, one.path("why").asText() + " " + command);
    }

    private static String command(JsonNode command) {
        return command.path("action").asText() + " is " + command.path("status").asText()
                + (command.path("attempt").asInt() > 1
                        ? ", attempt " + command.path("attempt").asInt()
                        : "")
                + ", due " + command.path("dueAt").asText("at no time") + ".";
    }

    private static String finding(JsonNode one) {
        return row(
                one.path("severity").asText() + " " + one.path("kind").asText(),
                one.path("status").asText() + " since " + one.path("openedAt").asText()
                        + (one.has("dueAt") ? ", due " + one.get("dueAt").asText() : "") + ". "
                        + one.path("summary").asText("") + " ("
                        + one.path("findingId").asText() + ")");
    }

    private static String request(JsonNode one) {
        return row(
                one.path("requestId").asText() + " " + name(one),
                "Ticket " + one.path("ticket").asText()
                        + (one.has("requestedBy")
                                ? ", asked for by " + one.get("requestedBy").asText()
                                : "")
                        + (one.has("conflict")
                                ? ", " + one.at("/conflict/outcome").asText() + " by rule "
                                        + one.at("/conflict/ruleId").asText() + " for "
                                        + one.at("/conflict/with").asText()
                                : "")
                        + ".");
    }

    private void foot() {
        line("");
        if (answer.has("nextDue")) {
            line("Next due " + answer.get("nextDue").asText() + ".");
        }
        line("As of the clock " + answer.path("clock").asText() + ", policy set "
                + answer.path("setVersion").asText() + "; " + served(answer.path("served")));
    }

    /** Who has answered, and how old that may be. */
    static String served(JsonNode served) {
        boolean isActive = served.path("role").asText().equals("ACTIVE");
        String age = isActive
                ? "at most " + served.path("atMostBehindMs").asText() + " ms behind"
                : "a standby, "
                        + (served.has("atMostBehindChanges")
                                ? "at most " + served.get("atMostBehindChanges").asText() + " changes behind"
                                : "nobody knows how far behind");
        return "told by " + served.path("instance").asText() + " (partition "
                + served.path("partition").asText() + "), " + age + ".";
    }

    private void line(String line) {
        text.append(line).append(System.lineSeparator());
    }
}
