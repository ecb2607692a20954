/** Groups of target systems: who asks for them, and what the targets tell of them. */
package dev.sluice.domain.group;
