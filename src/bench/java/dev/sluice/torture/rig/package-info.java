/** What is tortured, and what hurts: brokers and instances as processes, the network and the registry between them. */
package dev.sluice.torture.rig;
