package dev.firsttoken.proxy.perf;

/**
 * What one window gave.
 *
 * @param allocatedBytes what the target's JVM allocated; NaN where it is none
 * @param late what the harness did not send on time, or not at all
 * @param frames frames that reached the clients
 * @param answers answers that came to their end
 */
record Reading(
    Usage usage,
    double allocatedBytes,
    long late,
    long frames,
    long answers,
    Spread transit,
    Spread ttft) {
  /** Past this share of its core the harness measures itself. */
  private static final double HARNESS_BOUND = 0.85;

  /** From this many cores on somebody else is at work on the machine. */
  private static final double OTHERS_BOUND = 0.10;

  /** Past this share of late sends the load is another than it says. */
  private static final double LATE_BOUND = 0.02;

  double cpuSecondsPer100kFrames() {
    return usage.target() / 1e9 / frames * 100_000;
  }

  double cpuMicrosPerAnswer() {
    return usage.target() / 1e3 / answers;
  }

  double allocatedPerFrame() {
    return allocatedBytes / frames;
  }

  /** Whether the figures are to be believed. */
  boolean sound() {
    return usage.harnessShare() <= HARNESS_BOUND
        && usage.othersShare() <= OTHERS_BOUND
        && late <= LATE_BOUND * (frames + answers);
  }

  @Override
  public String toString() {
    String what =
        frames == 0
            ? "%.1f CPU us an answer".formatted(cpuMicrosPerAnswer())
            : "%.2f CPU-s per 100,000 frames".formatted(cpuSecondsPer100kFrames());
    return "%s; harness %.0f %%, others %.0f %% of a core, %d sends late%s"
        .formatted(
            what,
            100 * usage.harnessShare(),
            100 * usage.othersShare(),
            late,
            sound() ? "" : " (marked)");
  }
}
