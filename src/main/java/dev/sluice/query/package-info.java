/**
 * Answers about identities from what the stage has stored: what each should have, does have and why, who has what, what is open, and
 * what a request would lead to. Reads copies, changes nothing, and knows neither HTTP nor who asks.
 */
package dev.sluice.query;
