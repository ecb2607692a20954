package dev.sluice.domain.access;

import dev.sluice.domain.FactKey;
import dev.sluice.event.AccountState;

/**
 * The state of an account as last reported.
 *
 * @param state the state
 * @param key the report's place in the order of facts
 */
public record AccountFact(AccountState state, FactKey key) {}
