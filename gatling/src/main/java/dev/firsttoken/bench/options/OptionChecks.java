package dev.firsttoken.bench.options;

import java.time.Duration;
import java.util.Collections;

/**
 * Whether settings that are good by themselves are good together; else a {@link
 * InvalidOptionException}.
 */
final class OptionChecks {
  /** Requests of an open level: all their due times are drawn before it begins. */
  private static final long MAX_DUE_REQUESTS = 10_000_000;

  private static final double NANOS_PER_SECOND = 1e9;

  private final RawOptions rawOptions;
  private final LoadOptions loadOptions;

  OptionChecks(RawOptions rawOptions, LoadOptions loadOptions) {
    this.rawOptions = rawOptions;
    this.loadOptions = loadOptions;
  }

  void check() {
    checkSearch();
    checkUsers();
    checkOpenModelSettings();
    checkRamp();
    loadOptions.openModelOptions().rates().forEach(this::checkRequestCount);
  }

  private void checkSearch() {
    if (!loadOptions.findMax()) {
      return;
    }
    if (loadOptions.slo() == null) {
      throw new InvalidOptionException(
          rawOptions.displayName(Setting.FIND_MAX) + " needs --slo: the limit to search for");
    }
    if (rawOptions.has(Setting.RATE) && rawOptions.has(Setting.CONCURRENCY)) {
      throw new InvalidOptionException(
          rawOptions.displayName(Setting.FIND_MAX)
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
      throw rawOptions.invalid(
          Setting.TOTAL,
          rawOptions.has(Setting.CONCURRENCY) || !loadOptions.findMax()
              ? "must be at least the %,d users of --concurrency: each sends one".formatted(users)
              : "must be at least the %,d users that --find-max begins with".formatted(users));
    }
  }

  private void checkOpenModelSettings() {
    if (rawOptions.has(Setting.RATE)) {
      return;
    }
    if (rawOptions.has(Setting.ARRIVALS)) {
      throw rawOptions.invalid(Setting.ARRIVALS, "is for the open model: give --rate too");
    }
    if (rawOptions.has(Setting.MAX_IN_FLIGHT) && !rawOptions.has(Setting.TRACE)) {
      throw rawOptions.invalid(
          Setting.MAX_IN_FLIGHT, "is for the open model: give --rate or --trace too");
    }
  }

  private void checkRamp() {
    Duration ramp = loadOptions.levelBounds().ramp();
    boolean isOpen = !loadOptions.openModelOptions().rates().isEmpty();
    Duration measuredDuration =
        isOpen ? loadOptions.levelBounds().openDuration() : loadOptions.levelBounds().duration();
    if (measuredDuration != null && ramp.compareTo(measuredDuration) > 0) {
      throw rawOptions.invalid(
          Setting.RAMP,
          "must be at most the %s that are measured after it".formatted(durationText()));
    }
  }

  private void checkRequestCount(double rate) {
    LevelBounds levelBounds = loadOptions.levelBounds();
    Duration duration = levelBounds.openDuration();
    double requestsInDuration =
        duration == null ? Double.MAX_VALUE : rate * duration.toNanos() / NANOS_PER_SECOND;
    double measuredRequests =
        levelBounds.total() == null
            ? requestsInDuration
            : Math.min(requestsInDuration, levelBounds.total());
    if (measuredRequests < 1) {
      throw rawOptions.invalid(
          Setting.RATE, "%s/s for %s is not one request".formatted(rate, durationText()));
    }
    double rampRequests = rate * levelBounds.ramp().toNanos() / NANOS_PER_SECOND / 2;
    if (measuredRequests + rampRequests > MAX_DUE_REQUESTS) {
      throw rawOptions.invalid(
          Setting.RATE,
          "would be %,.0f requests in a level, and memory is for %,d due times"
              .formatted(measuredRequests + rampRequests, MAX_DUE_REQUESTS));
    }
  }

  /** What is measured of a level that has a duration. */
  private String durationText() {
    String duration = rawOptions.text(Setting.DURATION);
    return duration == null ? LevelBounds.DEFAULT_OPEN_DURATION.toSeconds() + "s" : duration;
  }
}
