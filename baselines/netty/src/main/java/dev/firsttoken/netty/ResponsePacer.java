package dev.firsttoken.netty;

import io.netty.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Writes the parts of a response, each when it is due, and no faster than the client reads. Parts
 * that are due together share a flush.
 */
final class ResponsePacer {
  /** Time that one response may write without a break, while others wait. */
  private static final long MAX_TURN_NANOS = 1_000_000;

  /** Longest time to set the ticks; a thread that lost its processor would make each one late. */
  private static final long MAX_SETUP_NANOS = 50_000;

  private static final int MAX_SETUPS = 10;

  private final ResponseOutput output;
  private final TimedParts parts;
  private @Nullable Future<?> ticks;
  private @Nullable Future<?> wakeUp;
  private boolean writing;
  private boolean ended;

  ResponsePacer(ResponseOutput output, TimedParts parts) {
    this.output = output;
    this.parts = parts;
  }

  void start() {
    parts.start();
    if (parts.periodNanos() > 0) {
      startTicks();
    }
    resume();
    output.flush();
  }

  /** Goes on if the client takes more. */
  void onWritabilityChanged() {
    if (!writing && output.isWritable()) {
      resume();
    }
  }

  void onClientLeft() {
    if (stop()) {
      output.meter().endClientLeft();
    }
  }

  /** Ends connection and response early: by an error response, or in the middle of the body. */
  void abort(RequestError error) {
    if (!stop()) {
      return;
    }
    output.closeAfterwards();
    if (output.isStarted()) {
      parts.writeError(error);
      output.meter().endFailed(error);
      output.abort();
    } else {
      output.sendError(error);
    }
  }

  /** Sets one periodic task for all parts. Its ticks count from the moment when it is set. */
  private void startTicks() {
    long setupNanos;
    int setups = 0;
    do {
      cancel(ticks);
      long nowNanos = System.nanoTime();
      long delayNanos = parts.dueNanos() - nowNanos;
      long periodNanos = parts.periodNanos();
      ticks =
          output
              .eventLoop()
              .scheduleAtFixedRate(
                  this::resume,
                  delayNanos > 0 ? delayNanos : Math.floorMod(delayNanos, periodNanos),
                  periodNanos,
                  TimeUnit.NANOSECONDS);
      setupNanos = System.nanoTime() - nowNanos;
    } while (setupNanos > MAX_SETUP_NANOS && ++setups < MAX_SETUPS);
  }

  private void resume() {
    if (ended) {
      return;
    }
    writing = true;
    try {
      writeDue();
    } catch (RuntimeException | OutOfMemoryError e) {
      output.fail(e); // A timer would keep it to itself.
    } finally {
      writing = false;
    }
  }

  private void writeDue() {
    long nowNanos = System.nanoTime();
    long turnEndNanos = nowNanos + MAX_TURN_NANOS;
    boolean written = false;
    while (!ended && parts.dueNanos() - nowNanos <= 0) {
      if (!parts.hasNext()) {
        finish();
        return;
      }
      if (!output.isWritable()) {
        output.flush();
        if (!output.isWritable()) {
          return;
        }
      }
      if (nowNanos - turnEndNanos > 0) {
        output.flush();
        wakeAfter(0); // A timer, and no task: the event loop does its I/O between timers.
        return;
      }
      parts.writeNext();
      written = true;
      nowNanos = System.nanoTime();
    }
    if (written) {
      output.flush();
    }
    if (ticks == null && !ended) {
      wakeAfter(parts.dueNanos() - nowNanos);
    }
  }

  private void wakeAfter(long nanos) {
    cancel(wakeUp);
    wakeUp = output.eventLoop().schedule(this::resume, nanos, TimeUnit.NANOSECONDS);
  }

  private void finish() {
    stop();
    parts.finish();
  }

  /** Returns false if the response has ended before. */
  private boolean stop() {
    if (ended) {
      return false;
    }
    ended = true;
    cancel(ticks);
    cancel(wakeUp);
    parts.release();
    return true;
  }

  private static void cancel(@Nullable Future<?> timer) {
    if (timer != null) {
      timer.cancel(false);
    }
  }
}
