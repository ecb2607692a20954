/** What an identity should have, and why. */
package dev.sluice.domain.entitled;
