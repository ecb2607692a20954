/**
 * Whose an account is: by what sources say of it, by rules over attributes, by somebody's decision. Never by a guess.
 */
package dev.sluice.domain.correlation;
