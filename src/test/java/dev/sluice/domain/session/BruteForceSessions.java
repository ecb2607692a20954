package dev.sluice.domain.session;

import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.PrivilegedSessionAction;
import dev.sluice.event.PrivilegedSessionEvent;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeSet;
import java.util.function.Function;

/**
 * What is wrong with sessions, credentials and leases at an instant, by looping over all that was told again and again: the definitions as
 * they are documented, for the rules of {@link SessionPropertiesTest}.
 */
final class BruteForceSessions {
    private static final long GRACE = Duration.ofMinutes(5).toMillis();
    private static final long LONGEST = Duration.ofHours(12).toMillis();
    private static final long CHECKOUT = Duration.ofHours(8).toMillis();
    private static final long ROTATE = Duration.ofHours(1).toMillis();

    private final List<PrivilegedSessionEvent> events = new ArrayList<>();
    private final List<AccessEvent> access = new ArrayList<>();
    private final long now;
    private long leftAt = Long.MAX_VALUE;
    private final TreeSet<String> found = new TreeSet<>();
    private final TreeSet<String> endings = new TreeSet<>();

    BruteForceSessions(List<Object> told, long now) {
        this.now = now;
        for (Object one : told) {
            if (one instanceof PrivilegedSessionEvent event) {
                events.add(event);
            } else if (one instanceof AccessEvent event) {
                access.add(event);
            } else if (((IdentityEvent) one).getAction() == IdentityAction.TERMINATED) {
                leftAt = ((IdentityEvent) one).getEffectiveAt().toEpochMilli();
            }
        }
        events.sort(Comparator.comparingLong(BruteForceSessions::at));
        access.sort(Comparator.comparing(event -> event.getHeader().getOccurredAt()));
        ids(PrivilegedSessionEvent::getSessionId).forEach(this::session);
        ids(PrivilegedSessionEvent::getCredentialId).forEach(this::credential);
        ids(PrivilegedSessionEvent::getLeaseId).forEach(this::lease);
    }

    /** Kind and scope of all that is found. */
    TreeSet<String> found() {
        return found;
    }

    /** What has to end and goes on. */
    TreeSet<String> endings() {
        return endings;
    }

    private static long at(PrivilegedSessionEvent event) {
        return event.getHeader().getOccurredAt().toEpochMilli();
    }

    private TreeSet<String> ids(Function<PrivilegedSessionEvent, String> id) {
        TreeSet<String> ids = new TreeSet<>();
        events.stream().map(id).filter(Objects::nonNull).forEach(ids::add);
        return ids;
    }

    private List<PrivilegedSessionEvent> of(Function<PrivilegedSessionEvent, String> id, String value) {
        return events.stream().filter(event -> value.equals(id.apply(event))).toList();
    }

    private static long first(List<PrivilegedSessionEvent> events, PrivilegedSessionAction action) {
        return events.stream()
                .filter(event -> event.getAction() == action)
                .mapToLong(BruteForceSessions::at)
                .min()
                .orElse(-1);
    }

    private static long last(List<PrivilegedSessionEvent> events, PrivilegedSessionAction action) {
        return events.stream()
                .filter(event -> event.getAction() == action)
                .mapToLong(BruteForceSessions::at)
                .max()
                .orElse(-1);
    }

    private static String day(long at) {
        return LocalDate.ofEpochDay(Math.floorDiv(at, 86_400_000L))
                .atStartOfDay(ZoneOffset.UTC)
                .toLocalDate()
                .toString();
    }

    private void session(String id) {
        List<PrivilegedSessionEvent> all = of(PrivilegedSessionEvent::getSessionId, id);
        String account = "root-" + id.charAt(id.length() - 1);
        all.stream()
                .filter(event -> "useradd eve".equals(event.getCommand()))
                .forEach(event -> found.add("COMMAND_OF_CONCERN " + day(at(event)) + " add-user"));
        long start = first(all, PrivilegedSessionAction.SESSION_STARTED);
        if (start < 0) {
            return;
        }
        long end = last(all, PrivilegedSessionAction.SESSION_ENDED);
        boolean open = end < 0;
        String subject = day(start) + " linux/" + account;
        if (start + GRACE <= now && !isCheckedOut(account, start)) {
            found.add("SESSION_WITHOUT_CHECKOUT " + subject);
        }
        boolean breakGlass = all.stream().anyMatch(PrivilegedSessionEvent::getBreakGlass);
        if (start + GRACE <= now && !breakGlass) {
            long until = permittedUntil(start);
            long seen = open ? now : end;
            if (until < 0) {
                found.add("SESSION_WITHOUT_ENTITLEMENT " + subject);
            } else if (until != Long.MAX_VALUE && seen >= until + GRACE) {
                found.add("SESSION_OUTLIVES_GRANT " + day(until) + " linux/" + account);
                if (open && !isHeld(now)) {
                    endings.add("END_SESSIONS " + account);
                }
            }
        }
        if (open && start + LONGEST <= now) {
            found.add("SESSION_NOT_ENDED " + subject);
        }
        if (open && leftAt <= now) {
            endings.add("END_SESSIONS " + account);
        }
    }

    private boolean isCheckedOut(String account, long at) {
        for (String id : ids(PrivilegedSessionEvent::getCredentialId)) {
            for (long[] loan : loans(id)) {
                long until = Math.min(loan[1], loan[2]);
                boolean isOf = account.equals("root-" + id.charAt(id.length() - 1));
                if (isOf && loan[0] - GRACE <= at && (until == Long.MAX_VALUE || at <= until + GRACE)) {
                    return true;
                }
            }
        }
        return false;
    }

    /** From, checked in, to be given back, changed. */
    private List<long[]> loans(String id) {
        List<long[]> loans = new ArrayList<>();
        for (PrivilegedSessionEvent event : of(PrivilegedSessionEvent::getCredentialId, id)) {
            long[] last = loans.isEmpty() ? null : loans.get(loans.size() - 1);
            boolean had = last != null && last[1] == Long.MAX_VALUE && last[3] == Long.MAX_VALUE;
            switch (event.getAction()) {
                case CREDENTIAL_CHECKED_OUT -> {
                    long expires = event.getExpiresAt() == null
                            ? Long.MAX_VALUE
                            : event.getExpiresAt().toEpochMilli();
                    if (!had) {
                        loans.add(new long[] {at(event), Long.MAX_VALUE, expires, Long.MAX_VALUE});
                    } else if (expires != Long.MAX_VALUE) {
                        last[2] = expires;
                    }
                }
                case CREDENTIAL_CHECKED_IN -> loans.forEach(loan -> loan[1] = Math.min(loan[1], at(event)));
                default -> loans.forEach(loan -> loan[3] = Math.min(loan[3], at(event)));
            }
        }
        return loans;
    }

    private long permittedUntil(long start) {
        // Second by second: everything is told by the second.
        long until = -1;
        for (long at = start - GRACE; at <= start + GRACE; at += 1_000) {
            if (isHeld(at)) {
                until = at;
            }
        }
        if (until < 0) {
            return -1;
        }
        long gap = 0;
        for (long at = until; at <= now + GRACE && gap <= GRACE; at += 1_000) {
            if (isHeld(at)) {
                until = at;
                gap = 0;
            } else {
                gap += 1_000;
            }
        }
        return gap <= GRACE ? Long.MAX_VALUE : until + 1_000;
    }

    private boolean isHeld(long at) {
        boolean held = false;
        for (AccessEvent event : access) {
            if (event.getHeader().getOccurredAt().toEpochMilli() <= at) {
                held = event.getAction() == AccessAction.ENTITLEMENT_GRANTED;
            }
        }
        return held;
    }

    private void credential(String id) {
        for (long[] loan : loans(id)) {
            String scope = day(loan[0]) + " " + id;
            long until = Math.min(loan[1], loan[3]);
            if (until == Long.MAX_VALUE) {
                long due = loan[2] == Long.MAX_VALUE ? loan[0] + CHECKOUT : loan[2];
                if (Math.min(due, leftAt) + GRACE <= now) {
                    found.add("CREDENTIAL_NOT_RETURNED " + scope);
                }
            } else if (loan[3] == Long.MAX_VALUE && until + ROTATE <= now) {
                found.add("CREDENTIAL_NOT_ROTATED " + scope);
            }
        }
    }

    /** From, until. */
    private List<long[]> terms(String id) {
        List<long[]> terms = new ArrayList<>();
        for (PrivilegedSessionEvent event : of(PrivilegedSessionEvent::getLeaseId, id)) {
            long[] last = terms.isEmpty() ? null : terms.get(terms.size() - 1);
            boolean open = last != null && last[1] > at(event);
            long expires = event.getExpiresAt() == null
                    ? Long.MAX_VALUE
                    : event.getExpiresAt().toEpochMilli();
            if (event.getAction() == PrivilegedSessionAction.SECRET_RETURNED && open) {
                last[1] = at(event);
            } else if (event.getAction() == PrivilegedSessionAction.SECRET_LEASED) {
                if (!open) {
                    terms.add(new long[] {at(event), expires});
                } else if (expires != Long.MAX_VALUE) {
                    last[1] = expires;
                }
            }
        }
        return terms;
    }

    /** Began, ended; of the first the beginning may be unknown. */
    private List<long[]> runs(String pipelineId) {
        List<long[]> runs = new ArrayList<>();
        for (PrivilegedSessionEvent event : of(PrivilegedSessionEvent::getPipelineId, pipelineId)) {
            long[] last = runs.isEmpty() ? null : runs.get(runs.size() - 1);
            boolean open = last != null && last[1] == Long.MAX_VALUE;
            if (event.getAction() == PrivilegedSessionAction.PIPELINE_STARTED && !open) {
                runs.add(new long[] {at(event), Long.MAX_VALUE});
            } else if (event.getAction() == PrivilegedSessionAction.PIPELINE_ENDED && open) {
                last[1] = at(event);
            } else if (event.getAction() == PrivilegedSessionAction.PIPELINE_ENDED && last == null) {
                runs.add(new long[] {-1, at(event)});
            }
        }
        return runs;
    }

    private void lease(String id) {
        String pipelineId = "p" + id.substring(1);
        List<long[]> runs = runs(pipelineId);
        for (long[] term : terms(id)) {
            long[] running = null;
            for (long[] run : runs) {
                boolean begun = run[0] >= 0 && run[0] - GRACE <= term[0];
                running = begun && (run[1] == Long.MAX_VALUE || term[0] <= run[1] + GRACE) ? run : running;
            }
            if (term[0] + GRACE <= now && running == null) {
                found.add("LEASE_WITHOUT_PIPELINE " + day(term[0]) + " vault");
            }
            long ended = running == null ? Long.MAX_VALUE : running[1];
            for (long[] run : runs) {
                if (running == null && run[1] != Long.MAX_VALUE && (run[1] <= term[0] || run[0] < 0)) {
                    ended = run[1];
                }
            }
            boolean open = term[1] > now;
            if (open && ended != Long.MAX_VALUE && Math.max(ended, term[0]) + GRACE <= now) {
                found.add("LEASE_OUTLIVES_PIPELINE " + day(term[0]) + " " + pipelineId);
                endings.add("REVOKE_LEASE " + id);
            }
            if (open && leftAt <= now) {
                endings.add("REVOKE_LEASE " + id);
            }
        }
    }
}
