package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Sample;
import java.util.concurrent.TimeUnit;

/** Accumulates when the requests of an open level were due, and when the last one was sent. */
final class DueSpan {
  /** In a shorter span one late request would make all the difference. */
  private static final long MIN_DURATION_NANOS = TimeUnit.SECONDS.toNanos(1);

  private long firstDue = Long.MAX_VALUE;
  private long lastDue = Long.MIN_VALUE;
  private long lastSend = Long.MIN_VALUE;

  void add(Sample sample) {
    if (sample.dueNanos() != Sample.NONE) {
      firstDue = Math.min(firstDue, sample.dueNanos());
      lastDue = Math.max(lastDue, sample.dueNanos());
      lastSend = Math.max(lastSend, sample.sendNanos());
    }
  }

  /**
   * Returns the share of the planned rate that was sent: the time in which requests were due,
   * whatever gaps chance has drawn, over the time that it took to send them. NaN if that is too
   * short to tell.
   */
  double sentShare() {
    long dueNanos = lastDue - firstDue;
    return firstDue == Long.MAX_VALUE || dueNanos < MIN_DURATION_NANOS
        ? Double.NaN
        : (double) dueNanos / Math.max(dueNanos, lastSend - firstDue);
  }
}
