/** Policy as the rules see it: immutable values with all defaults filled in, free of files, formats and transport. */
package dev.sluice.domain.policy;
