package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Slo;

/**
 * Counts the answered requests that meet every limit by themselves: of a time that is one number a
 * request (TTFT, TPOT, ...) that number, of one that is many (ICL, transit) the request's own
 * percentile. What a request has no value of it can't miss, but output that never came.
 */
final class Goodput {
  private final Slo slo;
  private int good;

  Goodput(Slo slo) {
    this.slo = slo;
  }

  void add(Sample sample, RequestTimes times) {
    for (Objective objective : slo.objectives()) {
      if (objective instanceof Objective.Latency latency && !meets(latency, sample, times)) {
        return;
      }
    }
    good++;
  }

  /** Takes those of another result, which had the same limits. */
  void add(int count) {
    good += count;
  }

  int good() {
    return good;
  }

  Slo slo() {
    return slo;
  }

  private static boolean meets(Objective.Latency latency, Sample sample, RequestTimes times) {
    Metric metric = Metric.forLatency(latency);
    long nanos =
        switch (metric) {
          case TTFT -> times.ttftNanos();
          case TTFO -> times.ttfoNanos() == NONE ? Long.MAX_VALUE : times.ttfoNanos();
          case TPOT -> times.tpotNanos();
          case E2E -> times.e2eNanos();
          case DUE_TTFT -> times.dueTtftNanos();
          case DUE_E2E -> times.dueE2eNanos();
          case ICL -> gaps(sample).percentile(latency.percentile());
          case TRANSIT -> transits(sample).percentile(latency.percentile());
          default -> throw new IllegalArgumentException(latency + " has no value a request");
        };
    return nanos == NONE || latency.meets(nanos);
  }

  /** The gaps between content events. */
  static Distribution gaps(Sample sample) {
    Distribution gaps = new Distribution();
    long[] events = sample.eventNanos();
    for (int i = 1; i < events.length; i++) {
      gaps.record(events[i] - events[i - 1]);
    }
    return gaps;
  }

  private static Distribution transits(Sample sample) {
    Distribution transits = new Distribution();
    long[] stamps = sample.stamps();
    for (int i = 0; i < stamps.length; i += 3) {
      transits.record(stamps[i + 2] - stamps[i + 1]);
    }
    return transits;
  }
}
