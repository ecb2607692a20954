/**
 * The query API: HTTP and JSON over what the stage has stored, on any instance. Who may ask for what, forwarding to the instance that
 * has a partition, pages, limits, and a record of each access in the audit.
 */
package dev.sluice.api;
