/** The catalogue of what is found: each kind, each cause and each reason of a refusal, as people read it. */
package dev.sluice.findings;
