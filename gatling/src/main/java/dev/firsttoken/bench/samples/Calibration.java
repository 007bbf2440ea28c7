package dev.firsttoken.bench.samples;

/**
 * How exact this instrument is on this machine, as measured against a synthetic stream whose own
 * times are known.
 *
 * @param at ISO-8601, when
 * @param machine what it was measured on: of no use on another
 * @param streams at once
 * @param delayMillis between the frames of each
 * @param ttftBiasP50Nanos what TTFT says beyond what the server took: median
 * @param ttftBiasP99Nanos and its 99th percentile
 * @param transitP50Nanos a frame's way from the server's hands to the stamp: median
 * @param transitP99Nanos and its 99th percentile
 * @param ceilingEventsPerSecond the most content events per second that were read before transit
 *     p99 passed a millisecond; 0 where it always had
 * @param ceilingStreams at so many streams
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
  /** Whether it was measured where {@code environment} is. */
  public boolean isValidFor(Environment environment) {
    return machine.equals(machine(environment));
  }

  /** What has to be the same for a calibration to be of use. */
  public static String machine(Environment environment) {
    return "%s, %d cores, %s, %s"
        .formatted(environment.cpu(), environment.cores(), environment.os(), environment.jvm());
  }
}
