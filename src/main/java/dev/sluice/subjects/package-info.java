/** The contract in a schema registry: which subject has which schema, and whether a registry has them. */
package dev.sluice.subjects;
