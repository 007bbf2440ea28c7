package dev.firsttoken.bench.options;

import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Slo;
import java.time.Duration;
import java.util.Collections;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Checks of settings that are valid alone but not together. */
final class OptionChecks {
  /** Max requests of an open level. All their due times are in memory before it starts. */
  private static final long MAX_DUE_REQUESTS = 10_000_000;

  private static final List<String> MICRO_OBJECTIVES =
      List.of("e2e", "due_e2e", "error", "goodput", "rps");

  private static final List<String> WHOLE_OBJECTIVES =
      List.of("e2e", "due_e2e", "error", "goodput", "rps", "tps");

  private static final double NANOS_PER_SECOND = 1e9;

  private final RawOptions rawOptions;
  private final LoadOptions loadOptions;

  OptionChecks(RawOptions rawOptions, LoadOptions loadOptions) {
    this.rawOptions = rawOptions;
    this.loadOptions = loadOptions;
  }

  /**
   * @param trace the requests to replay, or null for none
   */
  void check(@Nullable Trace trace) {
    new ShardChecks(rawOptions, loadOptions, trace).check();
    checkSearch();
    checkUsers();
    checkOpenModelSettings();
    checkRamp();
    checkRounds();
    checkErrorLimit();
    checkObjectives();
    loadOptions.openModelOptions().rates().forEach(this::checkRequestCount);
  }

  private void checkSearch() {
    if (!loadOptions.findMax()) {
      return;
    }
    if (loadOptions.slo() == null) {
      throw new InvalidOptionException(
          rawOptions.displayName(Setting.FIND_MAX) + " needs --slo, the limit to search for");
    }
    if (loadOptions.micro() && !rawOptions.has(Setting.RATE)) {
      throw new InvalidOptionException(
          rawOptions.displayName(Setting.FIND_MAX)
              + " needs --rate: users idle for the time that the client takes between two plain"
              + " GET requests, so their number is no measure of the load");
    }
    if (rawOptions.has(Setting.RATE) && rawOptions.has(Setting.CONCURRENCY)) {
      throw new InvalidOptionException(
          rawOptions.displayName(Setting.FIND_MAX)
              + " searches one model: give --concurrency or --rate, not both");
    }
  }

  private void checkErrorLimit() {
    if (loadOptions.findMax() && loadOptions.stopOptions().maxErrors() != null) {
      throw rawOptions.invalid(
          Setting.MAX_ERRORS, "can't be given with --find-max, whose probes may fail");
    }
  }

  private void checkObjectives() {
    if (loadOptions.micro()) {
      checkObjectives("plain GET requests", MICRO_OBJECTIVES);
    } else if (loadOptions.responseOptions().isWhole()) {
      checkObjectives("responses that are not streamed", WHOLE_OBJECTIVES);
    }
  }

  private void checkObjectives(String requests, List<String> valid) {
    Slo slo = loadOptions.slo();
    for (Objective objective : slo == null ? List.<Objective>of() : slo.objectives()) {
      String metric = objective.subject().replaceFirst(":.*", "");
      if (!valid.contains(metric)) {
        throw rawOptions.invalid(
            Setting.SLO,
            "%s has no value for %s; use %s".formatted(metric, requests, String.join(", ", valid)));
      }
    }
  }

  private void checkRounds() {
    if (loadOptions.findMax() && loadOptions.roundOptions().maxRounds() > 1) {
      throw rawOptions.invalid(
          Setting.ROUNDS, "can't be given with --find-max, whose levels depend on one another");
    }
  }

  // With 8 requests, a level of 32 users would have only 8 of them.
  private void checkUsers() {
    Integer total = loadOptions.levelBounds().total();
    if (loadOptions.concurrency().isEmpty() || total == null) {
      return;
    }
    int users = Collections.max(loadOptions.concurrency());
    if (total < users) {
      throw rawOptions.invalid(Setting.TOTAL, tooFewRequests(total, users));
    }
  }

  private String tooFewRequests(int total, int users) {
    if (rawOptions.has(Setting.CONCURRENCY)) {
      return "must be at least %,d, one request for each user of --concurrency".formatted(users);
    }
    if (loadOptions.findMax()) {
      return "must be at least %,d, one request for each user that --find-max may try"
          .formatted(users);
    }
    int fitting =
        loadOptions.concurrency().stream().filter(level -> level <= total).reduce(1, Math::max);
    return "must be at least %,d, one request for each user of --concurrency (default %s). --concurrency=%d fits"
        .formatted(users, rawOptions.text(Setting.CONCURRENCY), fitting);
  }

  private void checkOpenModelSettings() {
    if (rawOptions.has(Setting.RATE)) {
      return;
    }
    if (rawOptions.has(Setting.ARRIVALS)) {
      throw rawOptions.invalid(Setting.ARRIVALS, "applies only to the open model; give --rate too");
    }
    if (rawOptions.has(Setting.MAX_IN_FLIGHT) && !rawOptions.has(Setting.TRACE)) {
      throw rawOptions.invalid(
          Setting.MAX_IN_FLIGHT, "applies only to the open model; give --rate or --trace too");
    }
  }

  private void checkRamp() {
    Duration ramp = loadOptions.levelBounds().ramp();
    boolean isOpen = !loadOptions.openModelOptions().rates().isEmpty();
    Duration measuredDuration =
        isOpen ? loadOptions.levelBounds().openDuration() : loadOptions.levelBounds().duration();
    if (measuredDuration != null && ramp.compareTo(measuredDuration) > 0) {
      throw rawOptions.invalid(
          Setting.RAMP, "must be at most the measured duration, %s".formatted(durationText()));
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
          Setting.RATE,
          "%s/s for %s is less than one request; raise --rate or --duration"
              .formatted(rate, durationText()));
    }
    double rampRequests = rate * levelBounds.ramp().toNanos() / NANOS_PER_SECOND / 2;
    if (measuredRequests + rampRequests > MAX_DUE_REQUESTS) {
      throw rawOptions.invalid(
          Setting.RATE,
          "gives a level of %,.0f requests, the maximum is %,d; lower --rate or --duration"
              .formatted(measuredRequests + rampRequests, MAX_DUE_REQUESTS));
    }
  }

  /** Duration of the measured part of a level, as given. */
  private String durationText() {
    String duration = rawOptions.text(Setting.DURATION);
    return duration == null ? LevelBounds.DEFAULT_OPEN_DURATION.toSeconds() + "s" : duration;
  }
}
