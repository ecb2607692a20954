/** Who answers for what is no one person's: services, and accounts that many use. */
package dev.sluice.domain.owner;
