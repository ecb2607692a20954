package dev.sluice.policy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Deque;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Finds roles that include themselves by way of others: nobody could say what such a role is for. */
final class RoleCircles {
    /** A role on the way that is being followed, and the includes of it that are still to be followed. */
    private record Step(String role, Iterator<String> rest) {}

    private final Map<String, List<String>> includes = new TreeMap<>();
    private final Map<String, Boolean> finished = new HashMap<>();

    private RoleCircles() {}

    static List<PolicyProblem> in(List<PolicyDocument> documents) {
        RoleCircles circles = new RoleCircles();
        Map<String, PolicyDocument> roles = new HashMap<>();
        for (PolicyDocument document : documents) {
            if (document.kind().equals("Role")) {
                List<String> included = new ArrayList<>();
                for (JsonNode role : document.body().path("includes")) {
                    included.add(role.textValue());
                }
                circles.includes.put(document.id(), included);
                roles.put(document.id(), document);
            }
        }
        List<PolicyProblem> problems = new ArrayList<>();
        for (String role : circles.includes.keySet()) {
            List<String> circle = circles.from(role);
            if (!circle.isEmpty()) {
                problems.add(PolicyValidator.problem(
                        roles.get(circle.get(0)),
                        "/includes",
                        "includes itself: " + String.join(" > ", circle) + "; remove one of these lines."));
            }
        }
        return problems;
    }

    /** A circle that can be reached from a role and was not found before, from a role back to it; or empty. */
    private List<String> from(String start) {
        if (finished.containsKey(start)) {
            return List.of();
        }
        Deque<Step> way = new ArrayDeque<>();
        begin(start, way);
        List<String> circle = List.of();
        while (!way.isEmpty()) {
            Step step = way.peekLast();
            if (!step.rest().hasNext()) {
                finished.put(step.role(), true);
                way.removeLast();
                continue;
            }
            String next = step.rest().next();
            if (!finished.containsKey(next)) {
                begin(next, way);
            } else if (!finished.get(next) && circle.isEmpty()) {
                circle = circle(way, next);
            }
        }
        return circle;
    }

    private void begin(String role, Deque<Step> way) {
        finished.put(role, false);
        way.addLast(new Step(role, includes.getOrDefault(role, List.of()).iterator()));
    }

    private static List<String> circle(Deque<Step> way, String to) {
        List<String> circle = new ArrayList<>(List.of(to));
        for (Iterator<Step> back = way.descendingIterator(); back.hasNext(); ) {
            String role = back.next().role();
            circle.add(role);
            if (role.equals(to)) {
                break;
            }
        }
        Collections.reverse(circle);
        return circle;
    }
}
