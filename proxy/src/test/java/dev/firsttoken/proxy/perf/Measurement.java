package dev.firsttoken.proxy.perf;

/**
 * What one window gave.
 *
 * @param allocatedBytes what the target's JVM allocated; NaN where it is none
 * @param lateSends what the harness did not send on time, or not at all
 * @param frames frames that reached the clients
 * @param responses answers that came to their end
 */
record Measurement(
    Usage usage,
    double allocatedBytes,
    long lateSends,
    long frames,
    long responses,
    Percentiles transit,
    Percentiles ttft) {
  /** Past this share of its core the harness measures itself. */
  private static final double MAX_HARNESS_SHARE = 0.85;

  /** From this many cores on somebody else is at work on the machine. */
  private static final double MAX_OTHERS_SHARE = 0.10;

  /** Past this share of late sends the load is another than it says. */
  private static final double MAX_LATE_SHARE = 0.02;

  double cpuSecondsPer100kFrames() {
    return usage.target() / 1e9 / frames * 100_000;
  }

  double cpuMicrosPerResponse() {
    return usage.target() / 1e3 / responses;
  }

  double allocatedPerFrame() {
    return allocatedBytes / frames;
  }

  /** Whether the figures are to be believed. */
  boolean isValid() {
    return usage.harnessShare() <= MAX_HARNESS_SHARE
        && usage.othersShare() <= MAX_OTHERS_SHARE
        && lateSends <= MAX_LATE_SHARE * (frames + responses);
  }

  @Override
  public String toString() {
    String cost =
        frames == 0
            ? "%.1f CPU us an answer".formatted(cpuMicrosPerResponse())
            : "%.2f CPU-s per 100,000 frames".formatted(cpuSecondsPer100kFrames());
    return "%s; harness %.0f %%, others %.0f %% of a core, %d sends late%s"
        .formatted(
            cost,
            100 * usage.harnessShare(),
            100 * usage.othersShare(),
            lateSends,
            isValid() ? "" : " (marked)");
  }
}
