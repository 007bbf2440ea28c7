package dev.firsttoken.bench.options;

import java.time.Duration;
import java.util.Collections;

/** Whether settings that are good by themselves are good together; else a {@link BadOption}. */
final class Combination {
  /** Requests of an open level: all their due times are drawn before it begins. */
  private static final long MOST_DUE = 10_000_000;

  private static final double NANOS = 1e9;

  private final Given given;
  private final Shape shape;

  Combination(Given given, Shape shape) {
    this.given = given;
    this.shape = shape;
  }

  void check() {
    checkSearch();
    checkUsers();
    checkOpenSettings();
    checkRamp();
    shape.open().rates().forEach(this::checkDue);
  }

  private void checkSearch() {
    if (!shape.findMax()) {
      return;
    }
    if (shape.slo() == null) {
      throw new BadOption(given.name(Setting.FIND_MAX) + " needs --slo: the limit to search for");
    }
    if (given.has(Setting.RATE) && given.has(Setting.CONCURRENCY)) {
      throw new BadOption(
          given.name(Setting.FIND_MAX)
              + " searches one model: give it --concurrency or --rate, not both");
    }
  }

  // A level of 32 users with 8 requests would be a level of 8 under a false name.
  private void checkUsers() {
    Integer total = shape.extent().total();
    if (shape.concurrency().isEmpty() || total == null) {
      return;
    }
    int users = Collections.max(shape.concurrency());
    if (total < users) {
      throw given.bad(
          Setting.TOTAL,
          given.has(Setting.CONCURRENCY) || !shape.findMax()
              ? "must be at least the %,d users of --concurrency: each sends one".formatted(users)
              : "must be at least the %,d users that --find-max begins with".formatted(users));
    }
  }

  private void checkOpenSettings() {
    if (given.has(Setting.RATE)) {
      return;
    }
    if (given.has(Setting.ARRIVALS)) {
      throw given.bad(Setting.ARRIVALS, "is for the open model: give --rate too");
    }
    if (given.has(Setting.MAX_IN_FLIGHT) && !given.has(Setting.TRACE)) {
      throw given.bad(Setting.MAX_IN_FLIGHT, "is for the open model: give --rate or --trace too");
    }
  }

  private void checkRamp() {
    Duration ramp = shape.extent().ramp();
    boolean open = !shape.open().rates().isEmpty();
    Duration measured = open ? shape.extent().openDuration() : shape.extent().duration();
    if (measured != null && ramp.compareTo(measured) > 0) {
      throw given.bad(
          Setting.RAMP, "must be at most the %s that are measured after it".formatted(length()));
    }
  }

  private void checkDue(double rate) {
    Extent extent = shape.extent();
    Duration duration = extent.openDuration();
    double bySeconds = duration == null ? Double.MAX_VALUE : rate * duration.toNanos() / NANOS;
    double measured = extent.total() == null ? bySeconds : Math.min(bySeconds, extent.total());
    if (measured < 1) {
      throw given.bad(Setting.RATE, "%s/s for %s is not one request".formatted(rate, length()));
    }
    double ramped = rate * extent.ramp().toNanos() / NANOS / 2;
    if (measured + ramped > MOST_DUE) {
      throw given.bad(
          Setting.RATE,
          "would be %,.0f requests in a level, and memory is for %,d due times"
              .formatted(measured + ramped, MOST_DUE));
    }
  }

  /** What is measured of a level that has a duration. */
  private String length() {
    String duration = given.text(Setting.DURATION);
    return duration == null ? Extent.OPEN.toSeconds() + "s" : duration;
  }
}
