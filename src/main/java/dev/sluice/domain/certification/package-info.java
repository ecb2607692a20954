/** Certification: what an identity holds, looked through by somebody who knows it, and what follows from that. */
package dev.sluice.domain.certification;
