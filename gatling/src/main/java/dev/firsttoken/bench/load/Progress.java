package dev.firsttoken.bench.load;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.Sample;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/**
 * Says on stderr how far the run is: a bar per level on a terminal, else a line every few seconds.
 * It looks at counters from a thread of its own; the load only counts.
 */
final class Progress implements AutoCloseable {
  private static final Duration BAR_EVERY = Duration.ofMillis(200);
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private final Display display;
  private final List<Level> levels;
  private final AtomicIntegerArray done;
  private final AtomicIntegerArray warmups;
  private final AtomicInteger failed = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");
  private @Nullable ProgressBar bar;
  private int barOf = -1;
  private long lineNanos = System.nanoTime();
  private int lineDone;

  Progress(Display display, List<Level> levels) {
    this.display = display;
    this.levels = levels;
    this.done = new AtomicIntegerArray(levels.size());
    this.warmups = new AtomicIntegerArray(levels.size());
    thread.setDaemon(true);
    thread.start();
  }

  /** Counts one; from any thread. */
  void add(Sample sample) {
    if (sample.warmup()) {
      warmups.incrementAndGet(sample.level());
    } else {
      done.incrementAndGet(sample.level());
      if (sample.outcome() != Outcome.OK) {
        failed.incrementAndGet();
      }
    }
  }

  /** Takes the bar away. */
  @Override
  public void close() {
    over.countDown();
    try {
      thread.join();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void show() {
    boolean terminal = display.columns() > 0;
    Duration every = terminal ? BAR_EVERY : LINE_EVERY;
    try {
      while (!over.await(every.toNanos(), TimeUnit.NANOSECONDS)) {
        if (terminal) {
          step();
        } else {
          line();
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    if (bar != null) {
      bar.close();
    }
  }

  private void step() {
    int level = latest();
    if (barOf != level || bar == null) {
      if (bar != null) {
        bar.close();
      }
      bar = newBar(levels.get(level));
      barOf = level;
    }
    bar.stepTo(done.get(level));
    bar.setExtraMessage(state(level));
  }

  /** The last level that has begun. */
  private int latest() {
    int level = levels.size() - 1;
    while (level > 0 && done.get(level) + warmups.get(level) == 0) {
      level--;
    }
    return level;
  }

  private ProgressBar newBar(Level level) {
    return new ProgressBarBuilder()
        .setTaskName("c=" + level.concurrency())
        .setInitialMax(level.total())
        .setUnit(" req", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) BAR_EVERY.toMillis())
        .setConsumer(new ConsoleProgressBarConsumer(display.err(), display.columns() - 1))
        .clearDisplayOnFinish()
        .build();
  }

  private void line() {
    int level = latest();
    int now = done.get(level);
    long nanos = System.nanoTime();
    double rate = Math.max(0, now - lineDone) * 1e9 / (nanos - lineNanos);
    lineNanos = nanos;
    lineDone = now;
    int left = levels.get(level).total() - now;
    String rest = rate > 0 ? ", about %.0f s left".formatted(left / rate) : "";
    display
        .err()
        .printf(
            "c=%d: %d of %d requests, %.1f/s%s%s%n",
            levels.get(level).concurrency(),
            now,
            levels.get(level).total(),
            rate,
            rest,
            state(level).isEmpty() ? "" : " (" + state(level) + ")");
  }

  private String state(int level) {
    if (failed.get() > 0) {
      return failed.get() + " failed";
    }
    return done.get(level) == 0 ? "warming up: " + warmups.get(level) : "";
  }
}
