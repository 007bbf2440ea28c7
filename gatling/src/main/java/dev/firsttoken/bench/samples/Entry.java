package dev.firsttoken.bench.samples;

/** One line of a sample file after the header. */
public sealed interface Entry permits LevelBegin, Sample, LevelEnd {
  /** Index of the entry's level, from 0, in the order in which levels started. */
  int level();
}
