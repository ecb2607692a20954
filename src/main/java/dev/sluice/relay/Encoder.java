package dev.sluice.relay;

/** Gives a record the form that a target takes. The same record always has the same form. */
@FunctionalInterface
interface Encoder {
    /**
     * The form of one record.
     *
     * @param message the record
     * @return its bytes, without what frames it
     * @throws Refused if the record can't have that form
     */
    byte[] encode(Message message) throws Refused;
}
