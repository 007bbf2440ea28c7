package dev.firsttoken.bench.samples;

/**
 * A level begins: its samples follow, and those of no other.
 *
 * @param level its index
 */
public record LevelBegin(int level, Level plan) implements Entry {}
