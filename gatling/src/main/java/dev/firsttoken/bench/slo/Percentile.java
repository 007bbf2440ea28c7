package dev.firsttoken.bench.slo;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Comparator;
import java.util.List;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A percentile of a distribution.
 *
 * @param number per cent of the values that are at or below it, as text without needless zeros:
 *     {@code 99.9}
 */
public record Percentile(String number) {
  public static final Percentile P50 = new Percentile("50");
  public static final Percentile P75 = new Percentile("75");
  public static final Percentile P90 = new Percentile("90");
  public static final Percentile P95 = new Percentile("95");
  public static final Percentile P99 = new Percentile("99");
  public static final Percentile P99_9 = new Percentile("99.9");

  /** The percentiles that every result has and that an SLO may limit, in order. */
  public static final List<Percentile> STANDARD = List.of(P50, P75, P90, P95, P99, P99_9);

  /**
   * A decimal stands only beyond 99, so that no two percentiles have the same field: {@code p999}
   * is 99.9.
   */
  private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]?|99\\.[0-9]{1,3}");

  private static final Comparator<Percentile> BY_PERCENT =
      Comparator.comparingDouble(Percentile::percent);

  /** Parses a number from 1 to 99, or beyond 99 with up to three decimals. */
  private static Percentile parse(String text) {
    String number = text.strip();
    if (!NUMBER.matcher(number).matches()) {
      throw new IllegalArgumentException(
          "\"%s\" is no percentile; use whole numbers from 1 to 99, or numbers like 99.99"
              .formatted(number));
    }
    return new Percentile(new BigDecimal(number).stripTrailingZeros().toPlainString());
  }

  /**
   * Adds the percentiles of a list like {@code 80,99.99} to the standard ones.
   *
   * @return all of them in order
   * @throws IllegalArgumentException naming the part that is no percentile
   */
  public static List<Percentile> withStandard(String list) {
    TreeSet<Percentile> all = new TreeSet<>(BY_PERCENT);
    all.addAll(STANDARD);
    for (String part : list.split(",", -1)) {
      all.add(parse(part));
    }
    return List.copyOf(all);
  }

  /** Share of values at or below it, 0 to 100. */
  public double percent() {
    return Double.parseDouble(number);
  }

  /**
   * Returns how many values it needs, so that one of them lies beyond it: p99.9 is the second
   * slowest of a thousand. Up to p99 one value is enough.
   */
  public int minCount() {
    BigDecimal beyond = BigDecimal.valueOf(100).subtract(new BigDecimal(number));
    return beyond.compareTo(BigDecimal.ONE) >= 0
        ? 1
        : BigDecimal.valueOf(100).divide(beyond, 0, RoundingMode.CEILING).intValue();
  }

  /** Name for people and in an SLO: {@code p99.9}. */
  public String label() {
    return "p" + number;
  }

  /** Name at the end of a JSON field: {@code p999}. */
  public String fieldSuffix() {
    return label().replace(".", "");
  }

  /** Returns the standard names for a message: {@code p50, p75, p90, p95, p99 or p99.9}. */
  public static String describeStandard() {
    Stream<Percentile> allButLast = STANDARD.stream().limit(STANDARD.size() - 1L);
    return allButLast.map(Percentile::label).collect(Collectors.joining(", "))
        + " or "
        + STANDARD.getLast().label();
  }
}
