package dev.firsttoken.bench.samples;

/** What a sample file is made of, after its header: one line each. */
public sealed interface Entry permits LevelBegin, Sample, LevelEnd {
  /** Index of the level that it belongs to, from 0, in the order in which they began. */
  int level();
}
