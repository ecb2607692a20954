package dev.sluice.cli;

import dev.sluice.event.AuditEvent;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.Ticket;
import dev.sluice.event.TicketAction;
import java.io.PrintWriter;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** How far campaigns have come, by the tickets of reviewers and the summaries of reviews that have ended. */
final class CampaignTally {
    private static final int REVIEWERS = 10;

    /** One identity in one campaign. */
    private record Key(String campaignId, String identityId) {
        /** Campaigns that start by changes are one each time; together they are the policy's. */
        String policy() {
            int slash = campaignId.indexOf('/');
            return slash < 0 ? campaignId : campaignId.substring(0, slash);
        }
    }

    private final Map<String, Ticket> tickets = new HashMap<>();
    private final Map<Key, CertificationSummary> ended = new HashMap<>();

    void take(Ticket ticket) {
        if (ticket.getCampaignId() != null) {
            tickets.put(ticket.getTicketId(), ticket);
        }
    }

    void take(AuditEvent audit) {
        CertificationSummary summary = audit.getCertification();
        if (summary != null) {
            ended.put(new Key(summary.getCampaignId(), audit.getIdentityId()), summary);
        }
    }

    /** What is added up for one policy. */
    private static final class Sums {
        private final Map<String, Long> stages = new HashMap<>();
        private final Map<String, Long> waitsFor = new HashMap<>();
        private final Map<Key, Ticket> waiting = new HashMap<>();
        private long certified;
        private long revoked;
        private long silent;
        private long gone;
        private long undecided;
    }

    /**
     * Prints a line for each policy, and whom it waits for.
     *
     * @param only the id of the only one, or null for all
     * @param now what is due before it is overdue
     * @param out where to
     * @return how many there were
     */
    int print(String only, Instant now, PrintWriter out) {
        Map<String, Sums> byPolicy = new TreeMap<>();
        for (Ticket ticket : tickets.values()) {
            if (ticket.getAction() != TicketAction.CLOSE) {
                Key key = new Key(ticket.getCampaignId(), ticket.getIdentityId());
                byPolicy.computeIfAbsent(key.policy(), id -> new Sums()).waiting.put(key, ticket);
            }
        }
        ended.forEach((key, summary) -> {
            Sums sums = byPolicy.computeIfAbsent(key.policy(), id -> new Sums());
            // What was done and has begun anew is not done.
            if (!sums.waiting.containsKey(key)) {
                add(sums, summary);
            }
        });
        byPolicy.keySet().removeIf(id -> only != null && !only.equals(id));
        if (!byPolicy.isEmpty()) {
            out.printf(
                    "%-24s %8s %8s %8s %8s %10s %10s %10s %10s %10s%n",
                    "CAMPAIGN",
                    "WAITING",
                    "OVERDUE",
                    "DONE",
                    "ENDED",
                    "CERTIFIED",
                    "REVOKED",
                    "SILENT",
                    "GONE",
                    "UNDECIDED");
        }
        byPolicy.forEach((id, sums) -> print(id, sums, now, out));
        out.flush();
        return byPolicy.size();
    }

    private static void add(Sums sums, CertificationSummary summary) {
        sums.stages.merge(summary.getStage(), 1L, Long::sum);
        sums.certified += summary.getCertified();
        sums.revoked += summary.getRevoked();
        sums.silent += summary.getRevokedBySilence();
        sums.gone += summary.getGone();
        sums.undecided += summary.getUndecided();
    }

    private static void print(String id, Sums sums, Instant now, PrintWriter out) {
        long overdue = sums.waiting.values().stream()
                .filter(ticket -> isOverdue(ticket, now))
                .count();
        sums.waiting
                .values()
                .forEach(ticket -> sums.waitsFor.merge(
                        ticket.getAssigneeId() == null ? "nobody" : ticket.getAssigneeId(), 1L, Long::sum));
        out.printf(
                "%-24s %8d %8d %8d %8d %10d %10d %10d %10d %10d%n",
                id,
                sums.waiting.size(),
                overdue,
                sums.stages.getOrDefault("DONE", 0L),
                sums.stages.getOrDefault("ENDED", 0L) + sums.stages.getOrDefault("LEFT", 0L),
                sums.certified,
                sums.revoked,
                sums.silent,
                sums.gone,
                sums.undecided);
        if (!sums.waitsFor.isEmpty()) {
            String most = sums.waitsFor.entrySet().stream()
                    .sorted(Map.Entry.<String, Long>comparingByValue(Comparator.reverseOrder())
                            .thenComparing(Map.Entry.comparingByKey()))
                    .limit(REVIEWERS)
                    .map(entry -> entry.getKey() + " " + entry.getValue())
                    .collect(Collectors.joining(", "));
            int more = sums.waitsFor.size() - REVIEWERS;
            out.println("  waits for " + most + (more > 0 ? " and " + more + " more" : ""));
        }
    }

    private static boolean isOverdue(Ticket ticket, Instant now) {
        return ticket.getDueAt() != null && !now.isBefore(ticket.getDueAt());
    }
}
