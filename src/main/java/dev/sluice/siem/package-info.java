/**
 * The audit in the words of a SIEM: what a record means ({@link dev.sluice.siem.Meanings}), which values it has
 * ({@link dev.sluice.siem.Field}), and one class for each format that writes them. Knows neither Kafka nor the clock.
 */
package dev.sluice.siem;
