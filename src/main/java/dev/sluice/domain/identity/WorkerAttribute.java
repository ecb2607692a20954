package dev.sluice.domain.identity;

import dev.sluice.event.Worker;
import java.util.function.Function;

/** The attributes of a worker that follow effectiveAt, by their names in the schema. */
public enum WorkerAttribute {
    /** What kind of worker. */
    WORKER_TYPE(
            "workerType",
            w -> w.getWorkerType() == null ? null : w.getWorkerType().name()),
    /** Log-in name. */
    USER_NAME("userName", Worker::getUserName),
    /** Given name. */
    GIVEN_NAME("givenName", Worker::getGivenName),
    /** Family name. */
    FAMILY_NAME("familyName", Worker::getFamilyName),
    /** Name to show. */
    DISPLAY_NAME("displayName", Worker::getDisplayName),
    /** E-mail address. */
    EMAIL("email", Worker::getEmail),
    /** Department. */
    DEPARTMENT("department", Worker::getDepartment),
    /** Cost centre. */
    COST_CENTRE("costCentre", Worker::getCostCentre),
    /** Business unit. */
    BUSINESS_UNIT("businessUnit", Worker::getBusinessUnit),
    /** Legal entity. */
    COMPANY_CODE("companyCode", Worker::getCompanyCode),
    /** Place of work. */
    LOCATION("location", Worker::getLocation),
    /** Job code. */
    JOB_CODE("jobCode", Worker::getJobCode),
    /** Job title. */
    TITLE("title", Worker::getTitle),
    /** The manager's identityId. */
    MANAGER_ID("managerId", Worker::getManagerId),
    /** The owner's identityId. */
    OWNER_ID("ownerId", Worker::getOwnerId),
    /** IANA time zone. */
    TIME_ZONE(HrTimeline.TIME_ZONE, Worker::getTimeZone);

    private final String fieldName;
    private final Function<Worker, String> getter;

    WorkerAttribute(String fieldName, Function<Worker, String> getter) {
        this.fieldName = fieldName;
        this.getter = getter;
    }

    /**
     * The name in the schema.
     *
     * @return the field name
     */
    public String fieldName() {
        return fieldName;
    }

    String of(Worker worker) {
        return getter.apply(worker);
    }
}
