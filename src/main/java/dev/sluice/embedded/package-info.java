/**
 * The stack that runs beside the application in demo and tests: a Kafka broker in this process and the real Apicurio
 * Registry as a child process. Everything listens on the loopback address only and ends with this process.
 */
package dev.sluice.embedded;
