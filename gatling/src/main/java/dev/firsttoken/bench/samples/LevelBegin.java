package dev.firsttoken.bench.samples;

/**
 * Start of a level. Only samples of this level follow, up to its {@link LevelEnd}.
 *
 * @param level index of the level
 * @param plan load that the level applies
 */
public record LevelBegin(int level, Level plan) implements Entry {}
