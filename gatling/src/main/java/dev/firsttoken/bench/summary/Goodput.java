package dev.firsttoken.bench.summary;

import static dev.firsttoken.bench.samples.Sample.NONE;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.slo.Objective;
import dev.firsttoken.bench.slo.Slo;

/**
 * Counts the successful requests that meet every latency limit by themselves. A time with one value
 * per request (TTFT, TPOT, …) is compared directly; a time with many (ICL, transit) by the
 * request's own percentile. A request can't miss a limit on a time that it has no value of, except
 * for output that never came (TTFO) and for the TPOT of a response that was not streamed.
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

  int good() {
    return good;
  }

  private static boolean meets(Objective.Latency latency, Sample sample, RequestTimes times) {
    Metric metric = Metric.forLatency(latency);
    long nanos =
        switch (metric) {
          case TTFT -> times.ttftNanos();
          case TTFO -> times.ttfoNanos() == NONE ? Long.MAX_VALUE : times.ttfoNanos();
          case TPOT -> times.unstreamed() ? Long.MAX_VALUE : times.tpotNanos();
          case E2E -> times.e2eNanos();
          case DUE_TTFT -> times.dueTtftNanos();
          case DUE_E2E -> times.dueE2eNanos();
          case ICL -> gaps(sample).percentile(latency.percentile());
          case TRANSIT -> transits(sample).percentile(latency.percentile());
          default -> throw new IllegalArgumentException(latency + " has no value for a request");
        };
    return nanos == NONE || latency.meets(nanos);
  }

  /** Returns the gaps between content events. */
  static Distribution gaps(Sample sample) {
    Distribution.Recorder gaps = new Distribution.Recorder();
    long[] events = sample.eventNanos();
    for (int i = 1; i < events.length; i++) {
      gaps.record(events[i] - events[i - 1]);
    }
    return gaps.close();
  }

  private static Distribution transits(Sample sample) {
    Distribution.Recorder transits = new Distribution.Recorder();
    long[] stamps = sample.stamps();
    for (int i = 0; i < stamps.length; i += 3) {
      transits.record(stamps[i + 2] - stamps[i + 1]);
    }
    return transits.close();
  }
}
