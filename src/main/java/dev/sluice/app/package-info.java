/** The stream application as a process: configuration in, properties out; start, watch, stop. */
package dev.sluice.app;
