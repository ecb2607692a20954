package dev.sluice.stream;

import dev.sluice.domain.SubjectKeys;
import dev.sluice.domain.brake.Announcer;
import dev.sluice.domain.brake.Asked;
import dev.sluice.domain.correlation.ClaimChange;
import dev.sluice.domain.govern.Decisions;
import dev.sluice.domain.govern.IdentityState;
import dev.sluice.domain.govern.Trigger;
import dev.sluice.domain.policy.Brake;
import dev.sluice.domain.watch.Known;
import dev.sluice.event.CertificationSummary;
import dev.sluice.event.Finding;
import dev.sluice.event.ProvisioningCommand;
import dev.sluice.event.SessionSummary;
import dev.sluice.event.Ticket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.avro.specific.SpecificRecord;

/** The decisions of one call of the core, in their order. */
final class DecisionLog implements Decisions {
    /** One decision: a finding, a command, a ticket or the summary of a session or review; and the policy set under which it was made. */
    record Decided(SpecificRecord what, Trigger trigger, long setVersion) {
        Finding finding() {
            return what instanceof Finding finding ? finding : null;
        }

        ProvisioningCommand command() {
            return what instanceof ProvisioningCommand command ? command : null;
        }

        Ticket ticket() {
            return what instanceof Ticket ticket ? ticket : null;
        }

        SessionSummary session() {
            return what instanceof SessionSummary session ? session : null;
        }

        CertificationSummary certification() {
            return what instanceof CertificationSummary certification ? certification : null;
        }
    }

    /** A message to another identity: what is told of this one, or null where that one is to be watched or no longer. */
    record Mail(String to, boolean on, Known known) {}

    /** A claim of an account or of the value of an attribute, or its end. */
    record ClaimMail(String key, ClaimChange change, long at) {}

    private final List<Decided> decided = new ArrayList<>();
    private final List<Mail> mail = new ArrayList<>();
    private final List<ClaimMail> claims = new ArrayList<>();
    private final Map<String, Long> follows = new TreeMap<>();
    private final IdentityState state;
    private final Brakes brakes;
    private final long at;
    private boolean correlated;

    /**
     * Decisions about an identity, whose state tells under which set it stands when each of them is made.
     *
     * @param state the identity
     * @param brakes counts what sources announce
     * @param at when what leads to the decisions arrived (ms since the epoch)
     */
    DecisionLog(IdentityState state, Brakes brakes, long at) {
        this.state = state;
        this.brakes = brakes;
        this.at = at;
    }

    /** The decisions follow from an event of which the stage has found the owner. */
    DecisionLog correlated(boolean isCorrelated) {
        correlated = isCorrelated;
        return this;
    }

    @Override
    public Asked announced(Announcer by, Long before, Brake policy) {
        return brakes.announced(by.source(), state.key(), before, at, policy);
    }

    @Override
    public void finding(Finding finding, Trigger trigger) {
        decided.add(new Decided(finding, trigger, state.setVersion()));
    }

    @Override
    public void command(ProvisioningCommand command, Trigger trigger) {
        decided.add(new Decided(command, trigger, state.setVersion()));
    }

    @Override
    public void ticket(Ticket ticket, Trigger trigger) {
        decided.add(new Decided(ticket, trigger, state.setVersion()));
    }

    @Override
    public void session(SessionSummary summary, Trigger trigger) {
        decided.add(new Decided(summary, trigger, state.setVersion()));
    }

    @Override
    public void certification(CertificationSummary summary, Trigger trigger) {
        decided.add(new Decided(summary, trigger, state.setVersion()));
    }

    @Override
    public boolean isToldLate() {
        return correlated;
    }

    @Override
    public boolean isHeld(String source) {
        return brakes.isHeld(source);
    }

    @Override
    public void follow(String home, long since) {
        follows.merge(home, since, Math::min);
    }

    @Override
    public void watch(String other, boolean on) {
        mail.add(new Mail(other, on, null));
    }

    @Override
    public void status(String watcher, Known known) {
        mail.add(new Mail(watcher, false, known));
    }

    @Override
    public void claim(String key, ClaimChange change, long since) {
        // Whose an account is was found out: it does not become what a source says by being told.
        if (!correlated || !change.holds() || !SubjectKeys.isAccount(key)) {
            claims.add(new ClaimMail(key, change, since));
        }
    }

    /** What the identity claims. */
    List<ClaimMail> claims() {
        return claims;
    }

    /** The homes from which the identity is to be told, and since when (ms since the epoch). */
    Map<String, Long> follows() {
        return follows;
    }

    /** What is to be told to other identities. */
    List<Mail> mail() {
        return mail;
    }

    /** Whether anything was decided or is to be told. */
    boolean isNews() {
        return !decided.isEmpty() || !mail.isEmpty() || !claims.isEmpty() || !follows.isEmpty();
    }

    List<Decided> decided() {
        return decided;
    }
}
