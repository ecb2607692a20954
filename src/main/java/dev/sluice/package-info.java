/** Sluice: identity events in, governed access out. */
package dev.sluice;
