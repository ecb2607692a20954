package dev.sluice.demo;

import java.nio.file.Path;

/**
 * What the demo plays.
 *
 * @param data the directory that keeps everything between runs; null for a temporary one
 * @param seed the organisation's seed
 * @param people how many people it has
 * @param months how many months of history
 * @param partitions the partition count of the topics
 */
record DemoOptions(Path data, long seed, int people, int months, int partitions) {}
