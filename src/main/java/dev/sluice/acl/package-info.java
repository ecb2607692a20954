/** Who may do what in a cluster: the least rights of each role, from the topic catalogue and the topology, as others read them. */
package dev.sluice.acl;
