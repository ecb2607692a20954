package dev.sluice.siem;

import dev.sluice.event.Severity;

/**
 * What a kind of audit record means to a SIEM.
 *
 * @param event the EventID of the Windows form, 1 to 65,535
 * @param id CEF device event class id and LEEF EventID
 * @param name what happened, in a few words
 * @param act the verb
 * @param category the LEEF category
 * @param ocsfClass OCSF class_uid, 0 for the base event
 * @param ocsfActivity OCSF activity_id
 * @param entity what kind of thing it is about, for the OCSF class Entity Management; else null
 * @param disposition OCSF disposition_id; 0 for none
 * @param windows the event of Windows that says the same; 0 for none
 * @param severity how much it matters where the record does not say
 * @param fixedSeverity whether that holds whatever the record says
 * @param result how it went
 * @param state OCSF status_id of a finding; 0 for what is no finding
 * @param compliance OCSF status_id of the object compliance
 */
public record Meaning(
        int event,
        String id,
        String name,
        String act,
        String category,
        int ocsfClass,
        int ocsfActivity,
        String entity,
        int disposition,
        int windows,
        Severity severity,
        boolean fixedSeverity,
        Result result,
        int state,
        int compliance) {
    private static final String PREFIX = "iam.";
    private static final int PER_CLASS = 100;
    private static final int PER_CATEGORY = 1_000;

    /**
     * OCSF type_uid.
     *
     * @return class_uid * 100 + activity_id
     */
    public int typeUid() {
        return ocsfClass * PER_CLASS + ocsfActivity;
    }

    /**
     * OCSF category_uid.
     *
     * @return the category of the class
     */
    public int categoryUid() {
        return ocsfClass / PER_CATEGORY;
    }

    /**
     * MSGID of the syslog form (RFC 5424, 6.2.7).
     *
     * @return the id without its prefix, at most 32 characters
     */
    public String msgId() {
        return id.substring(PREFIX.length());
    }
}
