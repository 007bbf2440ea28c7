package dev.firsttoken.bench.samples;

import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.slo.Slo;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The options of a run that its numbers are judged by.
 *
 * @param slo the SLO, or null if none was given
 * @param findMax true if the run searches for the highest load that meets the SLO
 * @param maxInFlight limit on requests in flight, or null if there is none
 * @param stamped true if the requests ask the server for its own timestamps
 * @param ignoresEos true if the server is asked not to end a response before its limit
 * @param percentiles percentiles of each metric, in order, the standard ones among them
 */
public record RunSettings(
    @Nullable Slo slo,
    boolean findMax,
    @Nullable Integer maxInFlight,
    boolean stamped,
    boolean ignoresEos,
    List<Percentile> percentiles) {
  public RunSettings {
    percentiles = List.copyOf(percentiles);
  }

  /**
   * Reads the settings from a header's options.
   *
   * @throws IllegalArgumentException naming the option that can't be used
   */
  public static RunSettings parse(Map<String, Object> options) {
    return new RunSettings(
        options.get("slo") instanceof String slo ? Slo.parse(slo) : null,
        "true".equals(options.get("find-max")),
        options.get("max-in-flight") instanceof String limit ? parseLimit(limit) : null,
        Boolean.TRUE.equals(options.get("stamp")),
        "true".equals(options.get("ignore-eos")),
        options.get("percentiles") instanceof String list
            ? Percentile.withStandard(list)
            : Percentile.STANDARD);
  }

  private static int parseLimit(String text) {
    try {
      return Integer.parseInt(text.strip());
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("max-in-flight is not a number: " + text, e);
    }
  }

  /** Returns true if the SLO limits how many requests may fail. */
  public boolean allowsErrors() {
    return slo != null && slo.allowsErrors();
  }
}
