package dev.firsttoken.bench.load.levels;

import dev.firsttoken.bench.samples.LevelEnd.InFlight;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/**
 * Times of the measured plain GET requests of a closed level, added up beside the samples. From the
 * first send to the last end, their sum is the integral of the requests in flight, so Little's law
 * holds for the samples if none is missing. Event loops add to it without a lock: a request may
 * take less time than a wait for one.
 */
final class RequestTimeSum {
  private final LongAdder requestNanos = new LongAdder();
  private final LongAccumulator firstSend = new LongAccumulator(Math::min, Long.MAX_VALUE);
  private final LongAccumulator lastEnd = new LongAccumulator(Math::max, Long.MIN_VALUE);
  private final AtomicInteger current = new AtomicInteger();
  private final AtomicInteger max = new AtomicInteger();

  void begin() {
    int inFlight = current.incrementAndGet();
    if (inFlight > max.get()) {
      max.accumulateAndGet(inFlight, Math::max);
    }
  }

  void end(long sendNanos, long endNanos) {
    current.decrementAndGet();
    requestNanos.add(endNanos - sendNanos);
    firstSend.accumulate(sendNanos);
    lastEnd.accumulate(endNanos);
  }

  /**
   * Requests in flight up to the last end; exact once all requests have ended.
   *
   * @return the window, or null if no request has ended
   */
  @Nullable InFlight window() {
    long from = firstSend.get();
    return from == Long.MAX_VALUE
        ? null
        : new InFlight(from, lastEnd.get(), requestNanos.sum(), max.get());
  }
}
