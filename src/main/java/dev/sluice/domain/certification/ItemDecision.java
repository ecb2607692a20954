package dev.sluice.domain.certification;

import dev.sluice.domain.FactKey;
import dev.sluice.event.CertificationDecision;

/**
 * What a reviewer said of one item.
 *
 * @param key its place in the order of facts
 * @param decision CERTIFY, REVOKE or ABSTAIN
 * @param reviewerId who said it
 */
public record ItemDecision(FactKey key, CertificationDecision decision, String reviewerId) {}
