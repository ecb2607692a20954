package dev.sluice.domain.provisioning;

/**
 * Why a command is needed.
 *
 * @param beganAt when the need began (ms since the epoch, event time)
 * @param cause why, as a code
 * @param why why, in words, without a full stop
 * @param changes for an update of an account what is to be changed, as it goes into the id; else empty
 */
record Want(long beganAt, String cause, String why, String changes) {
    Want(long beganAt, String cause, String why) {
        this(beganAt, cause, why, "");
    }
}
