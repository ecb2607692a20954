package dev.sluice.domain;

/**
 * Why a record can't be decided.
 *
 * @param reason the code
 * @param detail one sentence for people, without personal data
 */
public record Rejection(ReasonCode reason, String detail) {}
