package dev.sluice.demo;

import dev.sluice.domain.EventView;
import dev.sluice.event.AccessAction;
import dev.sluice.event.AccessEvent;
import dev.sluice.event.AccountRef;
import dev.sluice.event.AuthenticationAction;
import dev.sluice.event.AuthenticationEvent;
import dev.sluice.event.EntitlementRef;
import dev.sluice.event.Header;
import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import dev.sluice.replay.MergedHistory;
import java.io.IOException;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import org.apache.avro.specific.SpecificRecordBase;

/** The organisation's present: a few events a second, mostly log-ins, now and then a grant, a revoke or a leaver. */
final class LivePlay {
    private static final long PAUSE_MS = 300;

    private final DemoFeed feed;
    private final InstantSource clock;
    private final List<AccountRef> accounts = new ArrayList<>();
    private final List<String> owners = new ArrayList<>();

    LivePlay(DemoFeed feed, Path history, InstantSource clock) throws IOException {
        this.feed = feed;
        this.clock = clock;
        Map<String, AccountRef> byIdentity = new LinkedHashMap<>();
        try (MergedHistory entries = MergedHistory.open(history)) {
            while (!entries.isEmpty()) {
                if (entries.next().record() instanceof AccessEvent event
                        && event.getSubject().getAccount() != null) {
                    byIdentity.put(
                            event.getSubject().getIdentityId(),
                            event.getSubject().getAccount());
                }
            }
        }
        byIdentity.forEach((identity, account) -> {
            owners.add(identity);
            accounts.add(account);
        });
    }

    /** Plays until the process ends. */
    void run() throws InterruptedException {
        while (!Thread.currentThread().isInterrupted()) {
            SpecificRecordBase event = next();
            EventView view = EventView.of(event);
            feed.send(view.category().topic(), view.subjectKey(), event, clock.millis());
            TimeUnit.MILLISECONDS.sleep(PAUSE_MS);
        }
    }

    private SpecificRecordBase next() {
        ThreadLocalRandom random = ThreadLocalRandom.current();
        int who = random.nextInt(owners.size());
        int what = random.nextInt(100);
        if (what < 85) {
            return login(who, what < 80);
        }
        return what < 99 ? change(who, what < 93) : leave(who);
    }

    private AuthenticationEvent login(int who, boolean succeeded) {
        return AuthenticationEvent.newBuilder()
                .setHeader(header("okta-prod", SourceKind.IDP))
                .setSubject(subject(who))
                .setAction(succeeded ? AuthenticationAction.LOGIN_SUCCEEDED : AuthenticationAction.LOGIN_FAILED)
                .build();
    }

    private AccessEvent change(int who, boolean grants) {
        AccountRef account = accounts.get(who);
        return AccessEvent.newBuilder()
                .setHeader(header("iga-prod", SourceKind.IGA))
                .setSubject(subject(who))
                .setAction(grants ? AccessAction.ENTITLEMENT_GRANTED : AccessAction.ENTITLEMENT_REVOKED)
                .setEntitlement(new EntitlementRef(account.getSystem(), "LIVE_PROJECT"))
                .build();
    }

    private IdentityEvent leave(int who) {
        return IdentityEvent.newBuilder()
                .setHeader(header("workday-prod", SourceKind.HRIS))
                .setSubject(Subject.newBuilder().setIdentityId(owners.get(who)).build())
                .setAction(IdentityAction.TERMINATED)
                .build();
    }

    private Subject subject(int who) {
        return Subject.newBuilder()
                .setIdentityId(owners.get(who))
                .setAccount(accounts.get(who))
                .build();
    }

    private Header header(String source, SourceKind kind) {
        return Header.newBuilder()
                .setEventId("live-" + UUID.randomUUID())
                .setSource(source)
                .setSourceKind(kind)
                .setOccurredAt(clock.instant())
                .build();
    }
}
