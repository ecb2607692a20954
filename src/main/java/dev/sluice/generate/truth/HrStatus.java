package dev.sluice.generate.truth;

import java.time.Instant;

/**
 * How an identity stands with its employer at an instant.
 *
 * @param phase the status
 * @param since of who has left, when the last employment ended; of who is on leave, when the leave began; else null
 * @param leaveKind the kind of leave of who is on leave, else null
 */
record HrStatus(Phase phase, Instant since, String leaveKind) {
    enum Phase {
        UNKNOWN,
        AHEAD,
        AT_WORK,
        ON_LEAVE,
        LEFT
    }

    static HrStatus of(Phase phase) {
        return new HrStatus(phase, null, null);
    }

    boolean left() {
        return phase == Phase.LEFT;
    }

    boolean onLeave() {
        return phase == Phase.ON_LEAVE;
    }

    boolean employed() {
        return phase == Phase.AT_WORK || phase == Phase.ON_LEAVE;
    }
}
