package dev.sluice.generate;

import dev.sluice.event.IdentityAction;
import dev.sluice.event.IdentityEvent;
import dev.sluice.event.SourceKind;
import dev.sluice.event.Subject;
import dev.sluice.event.Worker;
import dev.sluice.event.WorkerType;
import java.time.Instant;
import java.time.LocalDate;
import java.util.HashSet;
import java.util.Set;
import java.util.function.UnaryOperator;

/**
 * Tells one person's history: each method is one fact, written as the source would report it. HR's side is here, the
 * accounts are in {@link AccountScript}. No two facts of a person share a millisecond unless a story asks for it.
 */
final class PersonScript {
    private final Headers headers;
    private final EventSink sink;
    private final Dice dice;
    private final Set<Instant> taken = new HashSet<>();
    private Person person;
    private Department department;
    private String title;
    private String managerId;
    private LocalDate startDate;
    private String correlationId;

    PersonScript(Person person, Headers headers, EventSink sink, Dice dice) {
        this.headers = headers;
        this.sink = sink;
        this.dice = dice;
        this.department = person.department();
        this.title = person.title();
        this.managerId = person.managerId();
        this.startDate = person.startDate();
        this.person = person;
    }

    Person person() {
        return person;
    }

    Headers headers() {
        return headers;
    }

    EventSink sink() {
        return sink;
    }

    Dice dice() {
        return dice;
    }

    Department department() {
        return department;
    }

    /** What the next facts belong to; null ends it. */
    void correlate(String id) {
        correlationId = id;
    }

    String correlationId() {
        return correlationId;
    }

    /** The instant itself, or the next millisecond that has no fact of this person yet. */
    Instant free(Instant wanted) {
        Instant at = wanted;
        while (!taken.add(at)) {
            at = at.plusMillis(1);
        }
        return at;
    }

    /** From now on HR knows another first day. */
    void startsOn(LocalDate day) {
        startDate = day;
    }

    /** From now on HR's full records hold this last day (null: none). */
    void endsOn(LocalDate day) {
        person = person.with(day, person.systems());
    }

    void hr(IdentityAction action, Instant at) {
        hr(action, at, event -> event);
    }

    /** A record of HR; the story fills in what it says. */
    void hr(IdentityAction action, Instant at, UnaryOperator<IdentityEvent.Builder> content) {
        Instant occurredAt = free(at);
        String source = person.contractor() ? "fieldglass-prod" : "workday-prod";
        IdentityEvent.Builder event = IdentityEvent.newBuilder()
                .setHeader(headers.next(source, SourceKind.HRIS, occurredAt, correlationId))
                .setSubject(subject())
                .setAction(action);
        sink.accept(EventFile.IDENTITY, occurredAt, content.apply(event).build());
    }

    /** A full record of HR, with all that is known today. */
    void fullRecord(IdentityAction action, Instant at, Instant effectiveAt) {
        hr(action, at, event -> event.setEffectiveAt(effectiveAt)
                .setComplete(true)
                .setWorker(worker().build()));
    }

    void terminationScheduled(Instant at, Instant end) {
        hr(IdentityAction.TERMINATION_SCHEDULED, at, event -> event.setEffectiveAt(end)
                .setReason("Voluntary"));
    }

    /** A termination that names the last day, as HR systems do. The zone is left out if null. */
    void lastDay(IdentityAction action, Instant at, LocalDate day, String zone) {
        Worker worker = Worker.newBuilder().setEndDate(day).setTimeZone(zone).build();
        hr(action, at, event -> event.setWorker(worker));
    }

    void transferred(Instant at, Department to, String newTitle, String newManager) {
        department = to;
        title = newTitle;
        managerId = newManager;
        hr(
                IdentityAction.TRANSFERRED,
                at,
                event -> event.setWorker(Worker.newBuilder()
                        .setDepartment(to.name())
                        .setBusinessUnit(to.businessUnit())
                        .setCostCentre(to.costCentre())
                        .setTitle(newTitle)
                        .setManagerId(newManager)
                        .build()));
    }

    void managerChanged(Instant at, String newManager) {
        managerId = newManager;
        hr(
                IdentityAction.MANAGER_CHANGED,
                at,
                event -> event.setWorker(
                        Worker.newBuilder().setManagerId(newManager).build()));
    }

    void titleChanged(Instant at, String newTitle) {
        title = newTitle;
        hr(
                IdentityAction.UPDATED,
                at,
                event -> event.setWorker(Worker.newBuilder().setTitle(newTitle).build()));
    }

    Subject subject() {
        return Subject.newBuilder().setIdentityId(person.identityId()).build();
    }

    Worker.Builder worker() {
        return Worker.newBuilder()
                .setWorkerType(person.contractor() ? WorkerType.CONTRACTOR : WorkerType.EMPLOYEE)
                .setUserName(person.userName())
                .setGivenName(person.givenName())
                .setFamilyName(person.familyName())
                .setDisplayName(person.displayName())
                .setEmail(person.email())
                .setDepartment(department.name())
                .setCostCentre(department.costCentre())
                .setBusinessUnit(department.businessUnit())
                .setCompanyCode(person.location().companyCode())
                .setLocation(person.location().name())
                .setJobCode(person.jobCode())
                .setTitle(title)
                .setManagerId(managerId)
                .setStartDate(startDate)
                .setEndDate(person.contractEnd())
                .setTimeZone(person.location().zone().getId());
    }
}
