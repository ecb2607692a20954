package dev.sluice.domain;

/** Why a record could not be decided and went to the dead-letter topic. */
public enum ReasonCode {
    /** The record has no value. */
    NULL_VALUE,
    /** The bytes are not a record of the topic's schema. */
    UNDECODABLE,
    /** The value, what it would lead to, or the state it would leave is larger than it may be; the detail says which. */
    TOO_LARGE,
    /** The action is one that this version does not know; redrive after the upgrade. */
    UNKNOWN_ACTION,
    /** The event names neither an identity nor an account. */
    MISSING_SUBJECT,
    /** The identityId is empty, too long, or has a colon, a number sign or a control character. */
    INVALID_IDENTITY_ID,
    /** A part that the action needs is absent. */
    MISSING_FIELD,
    /** A part has a value that can't be right. */
    INVALID_FIELD,
    /** It occurred further in the future than Settings.skew allows. */
    FUTURE_EVENT,
    /** Its eventId was seen with other content: the source reuses ids. */
    EVENT_ID_REUSED,
    /** It was forwarded to its partition and still does not belong there. */
    MISROUTED,
    /** Nobody says whose its account is, and as many events of it wait as may. */
    TOO_MANY_PARKED,
    /** A policy set can't be read, or a record can belong to none; the set before it stays in force. */
    INVALID_POLICY,
    /** The rules failed on it; the message says where. */
    PROCESSING_ERROR,
    /** A record of the audit could not be written in a format of a SIEM; the detail says in which. */
    NOT_RENDERED
}
