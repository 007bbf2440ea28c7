package dev.firsttoken.bench.slo;

import java.util.Arrays;
import java.util.stream.Collectors;

/** The percentiles that results show and that an SLO may limit, in order. */
public enum Percentile {
  P50("50"),
  P90("90"),
  P95("95"),
  P99("99"),
  P99_9("99.9");

  private final String number;
  private final double percent;

  Percentile(String number) {
    this.number = number;
    this.percent = Double.parseDouble(number);
  }

  /** Share of values at or below it, 0 to 100. */
  public double percent() {
    return percent;
  }

  /** Name for people and in an SLO: {@code p99.9}. */
  public String label() {
    return "p" + number;
  }

  /** Name at the end of a JSON field: {@code p999}. */
  public String fieldSuffix() {
    return label().replace(".", "");
  }

  /** Returns the names of all of them for a message: {@code p50, p90, p95, p99 or p99.9}. */
  public static String describeAll() {
    String all = Arrays.stream(values()).map(Percentile::label).collect(Collectors.joining(", "));
    int lastComma = all.lastIndexOf(", ");
    return all.substring(0, lastComma) + " or " + all.substring(lastComma + 2);
  }
}
