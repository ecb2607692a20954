/** Exceptions: access that somebody answers for although no role or request gives it, and conflicts that somebody accepts. */
package dev.sluice.domain.accepted;
