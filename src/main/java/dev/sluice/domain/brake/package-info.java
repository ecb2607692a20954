/**
 * The brake: when so many people of one source leave at once that it is more likely a fault of the source than a mass
 * dismissal, what follows from it waits for somebody to look (docs/adr/0016).
 */
package dev.sluice.domain.brake;
