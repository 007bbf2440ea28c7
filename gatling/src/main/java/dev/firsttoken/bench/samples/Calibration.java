package dev.firsttoken.bench.samples;

/**
 * Measurement error of the bench on one machine, measured with a synthetic stream whose times are
 * known.
 *
 * @param at time of the calibration, ISO-8601
 * @param machine description of the machine; the calibration is valid only there
 * @param streams concurrent streams
 * @param delayMillis time between two frames of a stream
 * @param ttftBiasP50Nanos measured TTFT minus the server's own TTFT, median
 * @param ttftBiasP99Nanos the same, 99th percentile
 * @param transitP50Nanos time from the server's write of a frame to the client's timestamp, median
 * @param transitP99Nanos the same, 99th percentile
 * @param ceilingEventsPerSecond highest rate of content events at which transit p99 was at most 1
 *     ms; 0 if it was higher at every rate
 * @param ceilingStreams concurrent streams at that rate
 */
public record Calibration(
    String at,
    String machine,
    int streams,
    int delayMillis,
    long ttftBiasP50Nanos,
    long ttftBiasP99Nanos,
    long transitP50Nanos,
    long transitP99Nanos,
    double ceilingEventsPerSecond,
    int ceilingStreams) {
  /** Returns true if this calibration was made on the given machine. */
  public boolean isValidFor(Environment environment) {
    return machine.equals(machine(environment));
  }

  /** Describes a machine. A calibration is valid as long as this text stays the same. */
  public static String machine(Environment environment) {
    return "%s, %d cores, %s, %s"
        .formatted(environment.cpu(), environment.cores(), environment.os(), environment.jvm());
  }
}
