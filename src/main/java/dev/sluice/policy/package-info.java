/** Policy as files and as records: reading, validating, turning it into the rules' values, and publishing it. */
package dev.sluice.policy;
