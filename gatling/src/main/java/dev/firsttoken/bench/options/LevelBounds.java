package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNullElse;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Bounds of each level. If both total and duration are given, the first one reached ends the level.
 *
 * @param total measured requests, or null for the default: the duration alone bounds the level, or
 *     without one, eight requests per user in the closed model
 * @param duration time after the ramp in which measured requests start or are due, or null if not
 *     given
 * @param ramp time in which the load climbs to its level, before anything is measured; zero for
 *     none
 * @param warmup requests before each level, or null for the command's default
 */
public record LevelBounds(
    @Nullable Integer total, @Nullable Duration duration, Duration ramp, @Nullable Integer warmup) {

  private static final Duration MIN_LEVEL_DURATION = Duration.ofMillis(2);
  private static final Duration MIN_RAMP_DURATION = Duration.ofMillis(1);

  /** Duration of an open level without total and duration. */
  static final Duration DEFAULT_OPEN_DURATION = Duration.ofSeconds(30);

  static LevelBounds from(OptionReader optionReader) {
    return new LevelBounds(
        optionReader.number(Setting.TOTAL),
        optionReader.durationOrNull(Setting.DURATION, MIN_LEVEL_DURATION),
        requireNonNullElse(
            optionReader.durationOrNull(Setting.RAMP, MIN_RAMP_DURATION), Duration.ZERO),
        optionReader.number(Setting.WARMUP));
  }

  /** Returns duration of an open level, or null if its total alone bounds it. */
  public @Nullable Duration openDuration() {
    return total == null && duration == null ? DEFAULT_OPEN_DURATION : duration;
  }
}
