/**
 * What an identity does: log-ins, sessions, secrets, pipelines. Folded by minute as it arrives, so that its order makes no
 * difference and its volume little; what is wrong with it is found by looking at the folded minutes only.
 */
package dev.sluice.domain.activity;
