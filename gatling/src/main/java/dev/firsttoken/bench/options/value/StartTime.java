package dev.firsttoken.bench.options.value;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Pattern;

/** Parser of the time at which several machines start together. */
public final class StartTime {
  private static final Duration MAX_WAIT = Duration.ofHours(24);
  private static final Pattern SECONDS = Pattern.compile("\\d{1,15}(\\.\\d{1,9})?");

  private StartTime() {}

  /**
   * Parses an ISO instant with its offset, or seconds since the epoch.
   *
   * @throws IllegalArgumentException if it is neither, is in the past, or is more than a day away
   */
  public static Instant parse(String text, Instant now) {
    Instant time = parse(text.strip());
    if (!time.isAfter(now)) {
      throw new IllegalArgumentException(
          "is in the past (now %s); give a later time".formatted(now));
    }
    if (time.isAfter(now.plus(MAX_WAIT))) {
      throw new IllegalArgumentException(
          "is %s, more than 24 hours away; numbers are seconds since the epoch, not milliseconds"
              .formatted(time));
    }
    return time;
  }

  private static Instant parse(String text) {
    try {
      if (SECONDS.matcher(text).matches()) {
        BigDecimal seconds = new BigDecimal(text);
        long whole = seconds.longValue();
        long nanos = seconds.subtract(BigDecimal.valueOf(whole)).movePointRight(9).longValue();
        return Instant.ofEpochSecond(whole, nanos);
      }
      return OffsetDateTime.parse(text).toInstant();
    } catch (DateTimeException e) {
      throw new IllegalArgumentException(
          "must be a time like 2026-01-31T12:00:00Z, or seconds since the epoch", e);
    }
  }
}
