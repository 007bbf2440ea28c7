package dev.firsttoken.bench.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class StartTimeTest {
  private static final Instant NOW = Instant.parse("2026-01-31T12:00:00Z");

  @ParameterizedTest
  @CsvSource({
    "2026-01-31T12:00:10Z, 2026-01-31T12:00:10Z",
    "2026-01-31T13:00:10+01:00, 2026-01-31T12:00:10Z",
    "1769860810, 2026-01-31T12:00:10Z",
    "1769860810.25, 2026-01-31T12:00:10.250Z",
    "' 1769947200 ', 2026-02-01T12:00:00Z"
  })
  void startIsATimeWithItsOffsetOrSecondsSinceTheEpoch(String text, Instant expected) {
    assertThat(StartTime.parse(text, NOW)).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-01-31T12:00:00Z | is in the past (now 2026-01-31T12:00:00Z); give a later time",
        "1769860799 | is in the past",
        "2026-02-01T12:00:01Z | is 2026-02-01T12:00:01Z, more than 24 hours away",
        "1769860810000 | seconds since the epoch, not milliseconds",
        "2026-01-31T12:00:10 | must be a time like 2026-01-31T12:00:00Z",
        "soon | must be a time like 2026-01-31T12:00:00Z, or seconds since the epoch",
        "999999999999999 | is +31690708-07-05T01:46:39Z, more than 24 hours away",
        "'' | must be a time like"
      })
  void anythingElseIsRejectedWithTheWayOut(String text, String message) {
    assertThatThrownBy(() -> StartTime.parse(text, NOW))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(message);
  }
}
