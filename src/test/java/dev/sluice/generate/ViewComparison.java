package dev.sluice.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.generate.truth.AccountName;
import dev.sluice.generate.truth.EntitlementName;
import dev.sluice.generate.truth.GroundTruth;
import dev.sluice.generate.truth.Standing;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * Compares {@code identity-access} with what is known of each identity: HR status, attributes, accounts and what they hold,
 * each since when. Reasons and findings are left out; the truth knows nothing of them.
 */
public final class ViewComparison {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, List<Standing>> told = new TreeMap<>();
    private final List<String> differences = new ArrayList<>();
    private int matched;
    private int untold;

    private ViewComparison() {}

    /**
     * Compares every standing that was told, in order.
     *
     * @param view the file of the view, in the order in which it was written
     * @param history the directory of the events
     * @param until up to when
     * @return the result
     * @throws IOException if a file can't be read
     */
    public static ViewComparison ofEach(Path view, Path history, Instant until) throws IOException {
        return read(view).against(history, until, false);
    }

    /**
     * Compares the last standing of each identity: what is told on the way depends on when a stage commits.
     *
     * @param view the file of the view, in the order in which it was written
     * @param history the directory of the events
     * @param until up to when
     * @return the result
     * @throws IOException if a file can't be read
     */
    public static ViewComparison ofTheLast(Path view, Path history, Instant until) throws IOException {
        return read(view).against(history, until, true);
    }

    /**
     * What is not as it should be.
     *
     * @return one text for each identity
     */
    public List<String> differences() {
        return differences;
    }

    /**
     * How many standings are as expected.
     *
     * @return the number
     */
    public int matched() {
        return matched;
    }

    /**
     * How many standings were not told, because another one followed at once.
     *
     * @return the number
     */
    public int untold() {
        return untold;
    }

    private static ViewComparison read(Path view) throws IOException {
        ViewComparison comparison = new ViewComparison();
        try (BufferedReader lines = Files.newBufferedReader(view)) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                Standing standing = standing(JSON.readTree(line));
                List<Standing> life = comparison.told.computeIfAbsent(standing.identityId(), id -> new ArrayList<>());
                if (life.isEmpty() || !life.get(life.size() - 1).equals(standing)) {
                    life.add(standing);
                }
            }
        }
        return comparison;
    }

    private static Standing standing(JsonNode view) {
        if (view.path("page").isObject() || view.path("truncated").asBoolean()) {
            throw new IllegalArgumentException("A view in pages can't be compared: " + view);
        }
        Map<String, String> attributes = new TreeMap<>();
        view.path("attributes")
                .properties()
                .forEach(
                        field -> attributes.put(field.getKey(), field.getValue().asText()));
        List<Standing.KnownAccount> accounts = new ArrayList<>();
        for (JsonNode account : view.path("accounts")) {
            accounts.add(new Standing.KnownAccount(
                    new AccountName(
                            account.path("system").asText(),
                            account.path("name").asText()),
                    account.path("state").asText(),
                    Instant.parse(account.path("since").asText())));
        }
        List<Standing.HeldEntitlement> held = new ArrayList<>();
        for (JsonNode entitlement : view.path("entitlements")) {
            held.add(new Standing.HeldEntitlement(
                    new EntitlementName(
                            entitlement.path("system").asText(),
                            entitlement.path("name").asText()),
                    entitlement.path("account").asText(),
                    Instant.parse(entitlement.path("since").asText())));
        }
        return new Standing(
                view.path("identityId").asText(), view.path("status").asText(), attributes, accounts, held);
    }

    private ViewComparison against(Path history, Instant until, boolean last) throws IOException {
        GroundTruth.standings(history, history.resolve(HistoryFiles.POLICIES), until, expected -> {
            List<Standing> found = told.remove(expected.get(0).identityId());
            compare(last ? lastOf(expected) : expected, last && found != null ? lastOf(found) : found);
        });
        told.keySet().forEach(identity -> differences.add(identity + ": nothing is known, but the view tells of it"));
        return this;
    }

    private static List<Standing> lastOf(List<Standing> life) {
        return life.subList(life.size() - 1, life.size());
    }

    /** What is due just before an event is told together with it, so of what is expected some is not told, but in that order. */
    private void compare(List<Standing> expected, List<Standing> found) {
        Iterator<Standing> left = found == null ? List.<Standing>of().iterator() : found.iterator();
        Standing next = left.hasNext() ? left.next() : null;
        int told = 0;
        for (Standing standing : expected) {
            if (standing.equals(next)) {
                told++;
                next = left.hasNext() ? left.next() : null;
            }
        }
        Standing last = expected.get(expected.size() - 1);
        if (next != null || told == 0 || !last.equals(found.get(found.size() - 1))) {
            differences.add("after " + told + " of " + expected.size() + " standings, of which the last is\n  " + last
                    + "\nfound\n  " + next);
        }
        matched += told;
        untold += expected.size() - told;
    }
}
