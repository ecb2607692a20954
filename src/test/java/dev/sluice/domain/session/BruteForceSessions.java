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
        String began = day(at(all.get(0)));
        String account = "root-" + id.charAt(id.length() - 1);
        if (all.stream().anyMatch(event -> "useradd eve".equals(event.getCommand()))) {
            found.add("COMMAND_OF_CONCERN " + began + " add-user");
        }
        long start = first(all, PrivilegedSessionAction.SESSION_STARTED);
        if (start < 0) {
            return;
        }
        long end = last(all, PrivilegedSessionAction.SESSION_ENDED);
        boolean open = end < 0;
        String subject = began + " linux/" + account;
        if (start + GRACE <= now && !isCheckedOut(account, start)) {
            found.add("SESSION_WITHOUT_CHECKOUT " + subject);
        }
        boolean breakGlass = all.stream().anyMatch(PrivilegedSessionEvent::getBreakGlass);
        if (start + GRACE <= now) {
            long until = permittedUntil(start);
            long seen = open ? now : end;
            if (until < 0) {
                if (!breakGlass) {
                    found.add("SESSION_WITHOUT_ENTITLEMENT " + subject);
                }
            } else if (until != Long.MAX_VALUE && seen >= until + GRACE) {
                found.add("SESSION_OUTLIVES_GRANT " + subject);
                if (open) {
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

    /** From, given back, to be given back. */
    private List<long[]> loans(String id) {
        List<long[]> loans = new ArrayList<>();
        long[] open = null;
        for (PrivilegedSessionEvent event : of(PrivilegedSessionEvent::getCredentialId, id)) {
            long expires = event.getExpiresAt() == null
                    ? Long.MAX_VALUE
                    : event.getExpiresAt().toEpochMilli();
            if (event.getAction() == PrivilegedSessionAction.CREDENTIAL_CHECKED_OUT) {
                if (open == null) {
                    open = new long[] {at(event), Long.MAX_VALUE, expires};
                    loans.add(open);
                } else if (expires != Long.MAX_VALUE) {
                    open[2] = expires;
                }
            } else if (open != null) {
                open[1] = at(event);
                open = null;
            }
        }
        return loans;
    }

    private long permittedUntil(long start) {
        // Second by second: everything is told by the second.
        long until = -1;
        for (long at = start - GRACE + 1_000; at <= start + GRACE; at += 1_000) {
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
            if (loan[1] == Long.MAX_VALUE) {
                if (Math.min(loan[2], loan[0] + CHECKOUT) + GRACE <= now) {
                    found.add("CREDENTIAL_NOT_RETURNED " + scope);
                }
            } else {
                boolean rotated = of(PrivilegedSessionEvent::getCredentialId, id).stream()
                        .anyMatch(event -> event.getAction() == PrivilegedSessionAction.CREDENTIAL_ROTATED
                                && at(event) >= loan[1]);
                if (!rotated && loan[1] + ROTATE <= now) {
                    found.add("CREDENTIAL_NOT_ROTATED " + scope);
                }
            }
        }
    }

    private void lease(String id) {
        List<PrivilegedSessionEvent> all = of(PrivilegedSessionEvent::getLeaseId, id);
        long leased = first(all, PrivilegedSessionAction.SECRET_LEASED);
        if (leased < 0) {
            return;
        }
        long returned = last(all, PrivilegedSessionAction.SECRET_RETURNED);
        long expires = all.stream()
                .filter(event -> event.getExpiresAt() != null)
                .mapToLong(event -> event.getExpiresAt().toEpochMilli())
                .max()
                .orElse(Long.MAX_VALUE);
        long end = Math.min(expires, returned < 0 ? Long.MAX_VALUE : returned);
        String pipelineId = "p" + id.substring(1);
        List<PrivilegedSessionEvent> pipeline = of(PrivilegedSessionEvent::getPipelineId, pipelineId).stream()
                .filter(event -> event.getLeaseId() == null)
                .toList();
        long started = first(pipeline, PrivilegedSessionAction.PIPELINE_STARTED);
        long ended = last(pipeline, PrivilegedSessionAction.PIPELINE_ENDED);
        String began = day(at(all.get(0)));
        boolean running = started >= 0 && started - GRACE <= leased && (ended < 0 || leased <= ended + GRACE);
        if (leased + GRACE <= now && !running) {
            found.add("LEASE_WITHOUT_PIPELINE " + began + " vault");
        }
        boolean open = end > now;
        if (open && ended >= 0 && Math.max(ended, leased) + GRACE <= now) {
            found.add("LEASE_OUTLIVES_PIPELINE " + began + " " + pipelineId);
            endings.add("REVOKE_LEASE " + id);
        }
        if (open && leftAt <= now) {
            endings.add("REVOKE_LEASE " + id);
        }
    }
}
