/** Reading YAML that people wrote, or that someone else did: bounded, without surprises, with line numbers. */
package dev.sluice.yaml;
