package dev.firsttoken.bench.options.value;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Number of requests of a level that may fail before the run ends.
 *
 * @param text as given, for messages
 * @param isShare true if the limit is a share of the requests that have ended
 * @param value number of requests, or a share from 0 to 1
 */
public record ErrorLimit(String text, boolean isShare, double value) {
  /** A share of fewer requests would end a run for a single failure at its start. */
  private static final int MIN_REQUESTS = 100;

  private static final double PERCENT = 100;
  private static final Pattern COUNT = Pattern.compile("\\d{1,9}");
  private static final Pattern SHARE = Pattern.compile("(\\d{1,2}(?:\\.\\d{1,3})?|100)%");

  /**
   * Parses a number of requests, or a share in per cent.
   *
   * @throws IllegalArgumentException with the valid forms, if it is neither
   */
  public static ErrorLimit parse(String text) {
    Matcher share = SHARE.matcher(text);
    if (share.matches()) {
      return new ErrorLimit(text, true, Double.parseDouble(share.group(1)) / PERCENT);
    }
    if (COUNT.matcher(text).matches()) {
      return new ErrorLimit(text, false, Integer.parseInt(text));
    }
    throw new IllegalArgumentException("must be a number of requests like 10, or a share like 5%");
  }

  /**
   * Returns true if more requests have failed than may.
   *
   * @param ended requests of the level that have ended, the failed ones included
   */
  public boolean isExceeded(int failed, int ended) {
    return failed > (isShare ? value * Math.max(ended, MIN_REQUESTS) : value);
  }
}
