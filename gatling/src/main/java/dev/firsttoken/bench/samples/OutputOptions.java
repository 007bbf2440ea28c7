package dev.firsttoken.bench.samples;

import java.util.Set;

/** Recorded options that say where a result lies or what it shows, not how it was measured. */
public final class OutputOptions {
  /** Names of the flags, and that of the list of a merged result's parts. */
  public static final Set<String> NAMES =
      Set.of(
          "results-dir",
          "json",
          "csv",
          "html",
          "out",
          "markdown",
          "annotate",
          "percentiles",
          "calibration",
          "watch-pid",
          "merged");

  private OutputOptions() {}
}
