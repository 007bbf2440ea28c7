package dev.firsttoken.bench.options;

import java.time.Duration;
import java.util.Collections;

/**
 * Whether settings that are good by themselves are good together; else a {@link
 * InvalidOptionException}.
 */
final class OptionChecks {
  /** Requests of an open level: all their due times are drawn before it begins. */
  private static final long MOST_DUE = 10_000_000;

  private static final double NANOS = 1e9;

  private final RawOptions rawOptions;
  private final LoadOptions loadOptions;

  OptionChecks(RawOptions rawOptions, LoadOptions loadOptions) {
    this.rawOptions = rawOptions;
    this.loadOptions = loadOptions;
  }

  void check() {
    checkSearch();
    checkUsers();
    checkOpenSettings();
    checkRamp();
    loadOptions.openModelOptions().rates().forEach(this::checkDue);
  }

  private void checkSearch() {
    if (!loadOptions.findMax()) {
      return;
    }
    if (loadOptions.slo() == null) {
      throw new InvalidOptionException(
          rawOptions.name(Setting.FIND_MAX) + " needs --slo: the limit to search for");
    }
    if (rawOptions.has(Setting.RATE) && rawOptions.has(Setting.CONCURRENCY)) {
      throw new InvalidOptionException(
          rawOptions.name(Setting.FIND_MAX)
              + " searches one model: give it --concurrency or --rate, not both");
    }
  }

  // A level of 32 users with 8 requests would be a level of 8 under a false name.
  private void checkUsers() {
    Integer total = loadOptions.levelBounds().total();
    if (loadOptions.concurrency().isEmpty() || total == null) {
      return;
    }
    int users = Collections.max(loadOptions.concurrency());
    if (total < users) {
      throw rawOptions.bad(
          Setting.TOTAL,
          rawOptions.has(Setting.CONCURRENCY) || !loadOptions.findMax()
              ? "must be at least the %,d users of --concurrency: each sends one".formatted(users)
              : "must be at least the %,d users that --find-max begins with".formatted(users));
    }
  }

  private void checkOpenSettings() {
    if (rawOptions.has(Setting.RATE)) {
      return;
    }
    if (rawOptions.has(Setting.ARRIVALS)) {
      throw rawOptions.bad(Setting.ARRIVALS, "is for the open model: give --rate too");
    }
    if (rawOptions.has(Setting.MAX_IN_FLIGHT) && !rawOptions.has(Setting.TRACE)) {
      throw rawOptions.bad(
          Setting.MAX_IN_FLIGHT, "is for the open model: give --rate or --trace too");
    }
  }

  private void checkRamp() {
    Duration ramp = loadOptions.levelBounds().ramp();
    boolean open = !loadOptions.openModelOptions().rates().isEmpty();
    Duration measured =
        open ? loadOptions.levelBounds().openDuration() : loadOptions.levelBounds().duration();
    if (measured != null && ramp.compareTo(measured) > 0) {
      throw rawOptions.bad(
          Setting.RAMP, "must be at most the %s that are measured after it".formatted(length()));
    }
  }

  private void checkDue(double rate) {
    LevelBounds levelBounds = loadOptions.levelBounds();
    Duration duration = levelBounds.openDuration();
    double bySeconds = duration == null ? Double.MAX_VALUE : rate * duration.toNanos() / NANOS;
    double measured =
        levelBounds.total() == null ? bySeconds : Math.min(bySeconds, levelBounds.total());
    if (measured < 1) {
      throw rawOptions.bad(
          Setting.RATE, "%s/s for %s is not one request".formatted(rate, length()));
    }
    double ramped = rate * levelBounds.ramp().toNanos() / NANOS / 2;
    if (measured + ramped > MOST_DUE) {
      throw rawOptions.bad(
          Setting.RATE,
          "would be %,.0f requests in a level, and memory is for %,d due times"
              .formatted(measured + ramped, MOST_DUE));
    }
  }

  /** What is measured of a level that has a duration. */
  private String length() {
    String duration = rawOptions.text(Setting.DURATION);
    return duration == null ? LevelBounds.OPEN.toSeconds() + "s" : duration;
  }
}
