package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.run.LiveSummary;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Sample;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.IntSupplier;
import org.jspecify.annotations.Nullable;

/**
 * Says on stderr how far the run is: a bar on a terminal, else a line every few seconds. It looks
 * at counters, and at the numbers so far, from a thread of its own; the load only counts.
 */
public final class Progress implements AutoCloseable {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

  private final Console console;
  private final LiveSummary liveSummary;
  private final IntSupplier inFlight;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");
  private volatile @Nullable LevelProgress level;

  /**
   * @param inFlight how many requests are under way
   */
  Progress(Console console, LiveSummary liveSummary, IntSupplier inFlight) {
    this.console = console;
    this.liveSummary = liveSummary;
    this.inFlight = inFlight;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes what has just happened; from any thread. */
  public void add(Entry entry) {
    switch (entry) {
      case LevelBegin begin -> level = new LevelProgress(begin, System.nanoTime());
      case Sample sample -> count(sample);
      case LevelEnd end -> {
        // Its numbers stay until the next one begins.
      }
    }
  }

  private void count(Sample sample) {
    LevelProgress counting = level;
    if (counting != null) {
      counting.add(sample);
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    closed.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    try {
      if (console.columns() > 0) {
        showBars();
      } else {
        showLines();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void showBars() throws InterruptedException {
    try (ProgressBarView progressBarView = new ProgressBarView(console.err(), console.columns())) {
      while (!closed.await(ProgressBarView.UPDATE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        ProgressSnapshot now = snapshot();
        if (now != null) {
          progressBarView.show(now);
        }
      }
    }
  }

  private void showLines() throws InterruptedException {
    while (!closed.await(LINE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
      ProgressSnapshot now = snapshot();
      if (now != null) {
        console.err().println(now.line());
      }
    }
  }

  /** Null before the first level has begun. */
  private @Nullable ProgressSnapshot snapshot() {
    LevelProgress counted = level;
    if (counted == null) {
      return null;
    }
    Throughput throughput = liveSummary.query(levels -> Throughput.of(levels, counted.index()));
    return counted.snapshot(System.nanoTime(), inFlight.getAsInt(), throughput);
  }
}
