package dev.sluice.domain.provisioning;

/**
 * Why a command is needed.
 *
 * @param beganAt when the need began (ms since the epoch, event time)
 * @param cause why, as a code
 * @param why why, in words, without a full stop
 */
record Want(long beganAt, String cause, String why) {}
