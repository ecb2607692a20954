package dev.sluice.relay;

/** Why a record was parked: the header {@code sluice.reason} of {@code relay-parked}. */
enum ParkReason {
    /** It has no text. */
    EMPTY,
    /** Its bytes are no UTF-8. */
    NOT_UTF8,
    /** It has a line break, and the target's form is a record a line. */
    MULTI_LINE,
    /** As it is sent it is larger than {@code sluice.relay.record.max.bytes}. */
    TOO_LARGE,
    /** The target said that it is too large (HTTP 413). */
    REFUSED_TOO_LARGE,
    /** The target said that it is not valid (HTTP 400, 422). */
    REFUSED_INVALID
}
