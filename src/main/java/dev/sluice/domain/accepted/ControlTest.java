package dev.sluice.domain.accepted;

import dev.sluice.domain.FactKey;

/**
 * The last test of a control that makes exceptions acceptable.
 *
 * @param key its place in the order of facts
 * @param passed whether the control did what it is for
 */
public record ControlTest(FactKey key, boolean passed) {}
