/** Requests for access: what was asked for, what was decided, and what follows for the ticket. */
package dev.sluice.domain.request;
