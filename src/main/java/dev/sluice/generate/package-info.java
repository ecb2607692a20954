/** A seeded, realistic organisation and its event history as plain JSON files, with the ground truth beside it. */
package dev.sluice.generate;
