package dev.sluice.generate.truth;

/**
 * A finding about how things stand that is to be expected of a history.
 *
 * @param findingId the finding's id
 * @param kind the finding kind
 * @param severity the severity
 * @param open true if it stands at the end of the history, false if it only did before
 */
public record StateFinding(String findingId, String kind, String severity, boolean open) {}
