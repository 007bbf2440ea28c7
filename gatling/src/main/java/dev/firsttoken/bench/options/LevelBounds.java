package dev.firsttoken.bench.options;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * How long each level lasts; where both total and duration bound it, by what comes first.
 *
 * @param total measured requests; null: eight per user in the closed model where there is no
 *     duration either, else bounded by the duration
 * @param duration no measured request begins, or is due, later than this after the ramp; null where
 *     none was given
 * @param ramp how long the load climbs to its level before anything is measured; zero: it doesn't
 * @param warmup requests before each level; null: the command's own measure
 */
public record LevelBounds(
    @Nullable Integer total, @Nullable Duration duration, Duration ramp, @Nullable Integer warmup) {

  /** Of an open level that is given neither total nor duration. */
  static final Duration DEFAULT_OPEN_DURATION = Duration.ofSeconds(30);

  /** The duration of an open level; null where its total alone bounds it. */
  public @Nullable Duration openDuration() {
    return total == null && duration == null ? DEFAULT_OPEN_DURATION : duration;
  }
}
