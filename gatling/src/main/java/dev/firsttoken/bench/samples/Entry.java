package dev.firsttoken.bench.samples;

/** One line of a sample file after the header. */
public sealed interface Entry permits LevelBegin, Sample, LevelEnd, Entry.TargetFailure {
  /** Index of the entry's level, from 0, in the order in which levels started. */
  int level();

  /**
   * A target that failed, and is not loaded any more. The rounds of the others go on.
   *
   * @param level index of the level that began last, of whatever target
   * @param target name of the target
   * @param reason one sentence
   */
  record TargetFailure(int level, String target, String reason) implements Entry {}
}
