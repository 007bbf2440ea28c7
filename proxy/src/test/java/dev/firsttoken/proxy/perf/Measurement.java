package dev.firsttoken.proxy.perf;

/**
 * Result of one window.
 *
 * @param allocatedBytes bytes that the target's JVM allocated, or NaN if it is not a JVM
 * @param lateSends number of sends of the harness that were late or did not happen
 * @param frames number of frames that reached the clients
 * @param responses number of complete responses
 */
record Measurement(
    Usage usage,
    double allocatedBytes,
    long lateSends,
    long frames,
    long responses,
    Percentiles transit,
    Percentiles ttft) {
  /** Above this share of its core the harness measures itself. */
  private static final double MAX_HARNESS_SHARE = 0.85;

  /** CPU use of other processes, in cores, from which the machine counts as busy. */
  private static final double MAX_OTHERS_SHARE = 0.10;

  /** Above this share of late sends the load is not the stated one. */
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

  /** True if the figures are credible. */
  boolean isValid() {
    return usage.harnessShare() <= MAX_HARNESS_SHARE
        && usage.othersShare() <= MAX_OTHERS_SHARE
        && lateSends <= MAX_LATE_SHARE * (frames + responses);
  }

  @Override
  public String toString() {
    String cost =
        frames == 0
            ? "%.1f CPU us per response".formatted(cpuMicrosPerResponse())
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
