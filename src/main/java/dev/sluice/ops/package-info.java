/** What a running process says of itself to those who operate it: probes and metrics over HTTP. */
package dev.sluice.ops;
