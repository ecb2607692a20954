package dev.sluice.domain.provisioning;

/** Why commands are issued, as {@code topology/findings.md} tells it. */
final class Cause {
    static final String LEAVER = "LEAVER";
    static final String LEAVE = "LEAVE";
    static final String RETENTION_OVER = "RETENTION_OVER";
    static final String RETURNED = "RETURNED";
    static final String REASON_LOST = "REASON_LOST";
    static final String UNSANCTIONED = "UNSANCTIONED";
    static final String BIRTHRIGHT = "BIRTHRIGHT";
    static final String REQUEST = "REQUEST";

    static final String ATTRIBUTE_CHANGE = "ATTRIBUTE_CHANGE";
    static final String PERMIT_ENDED = "PERMIT_ENDED";
    static final String PIPELINE_ENDED = "PIPELINE_ENDED";
    static final String OWNER_LOST = "OWNER_LOST";
    static final String CERTIFICATION = "CERTIFICATION";
    static final String GROUP_MISSING = "GROUP_MISSING";
    static final String GROUP_RENAMED = "GROUP_RENAMED";

    private Cause() {}

    /** Whether the work follows from the end of an employment. */
    static boolean isAboutAnEnd(String cause) {
        return cause.equals(LEAVER) || cause.equals(RETENTION_OVER);
    }

    /** The code for a command whose cause is gone. */
    static String gone(String cause, boolean leaver) {
        return switch (cause) {
            case LEAVE -> "NOT_ON_LEAVE";
            case RETENTION_OVER -> leaver ? "NOT_DISABLED" : "NOT_A_LEAVER";
            case RETURNED -> "AWAY";
            case REASON_LOST, UNSANCTIONED, CERTIFICATION -> "ENTITLED";
            case BIRTHRIGHT, REQUEST -> "NOT_ENTITLED";
            case ATTRIBUTE_CHANGE -> "NOT_CHANGED";
            case PERMIT_ENDED -> "PERMITTED";
            case PIPELINE_ENDED -> "PIPELINE_RUNS";
            case OWNER_LOST -> "OWNED";
            default -> "NOT_A_LEAVER";
        };
    }

    /** The same in words. */
    static String goneInWords(String cause, boolean leaver) {
        return switch (cause) {
            case LEAVE -> "the leave is over or does not ask for it";
            case RETENTION_OVER ->
                leaver ? "the account is not disabled, or not for long enough" : "the identity has not left";
            case RETURNED -> "the identity is away, or needs no account here";
            case REASON_LOST, UNSANCTIONED, CERTIFICATION ->
                "there is a reason for it, or it is too long ago to be known that there was one";
            case BIRTHRIGHT, REQUEST -> "there is no reason to give it any more, or the identity is on leave";
            case ATTRIBUTE_CHANGE ->
                "the account has what holds again, or can't be used, or its owner is not employed any more";
            case PERMIT_ENDED -> "something permits the sessions (again)";
            case PIPELINE_ENDED -> "the pipeline goes on";
            case OWNER_LOST -> "it needs no owner any more, as it can't be used or what it is for has ended";
            default -> leaver ? "the identity leaves at a later instant" : "the identity has not left";
        };
    }
}
