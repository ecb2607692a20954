package dev.sluice.siem;

/**
 * How much something matters, in each format's numbers.
 *
 * @param ocsf OCSF severity_id, 1 to 5
 * @param cef CEF severity, 0 to 10
 * @param leef LEEF sev, 1 to 10
 * @param syslog syslog severity, 0 (worst) to 7
 * @param windows level of a Windows event, 1 (worst) to 5
 */
public record Level(int ocsf, int cef, int leef, int syslog, int windows) {}
