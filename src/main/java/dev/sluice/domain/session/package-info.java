/** Privileged sessions, check-outs of credentials, leases of secrets and the pipelines that they are for: what is told of each. */
package dev.sluice.domain.session;
