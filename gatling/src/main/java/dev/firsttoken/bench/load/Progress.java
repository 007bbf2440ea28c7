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
import java.util.concurrent.atomic.AtomicLongArray;
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
  private final AtomicIntegerArray warmups;
  private final AtomicIntegerArray done;

  /** When each level's first measured request was sent; 0 before. */
  private final AtomicLongArray began;

  private final AtomicInteger failed = new AtomicInteger();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");
  private @Nullable ProgressBar bar;
  private String barName = "";

  Progress(Display display, List<Level> levels) {
    this.display = display;
    this.levels = levels;
    this.warmups = new AtomicIntegerArray(levels.size());
    this.done = new AtomicIntegerArray(levels.size());
    this.began = new AtomicLongArray(levels.size());
    thread.setDaemon(true);
    thread.start();
  }

  /** Counts one; from any thread. */
  void add(Sample sample) {
    int level = sample.level();
    if (!sample.measured()) {
      warmups.incrementAndGet(level);
      return;
    }
    began.compareAndSet(level, 0, sample.sendNanos());
    done.incrementAndGet(level);
    if (sample.outcome() != Outcome.OK) {
      failed.incrementAndGet();
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
    long start = began.get(level);
    boolean measuring = start != 0;
    String name = "c=" + levels.get(level).concurrency() + (measuring ? "" : " warm-up");
    int most = measuring ? levels.get(level).total() : levels.get(level).warmup();
    if (bar == null || !name.equals(barName)) {
      if (bar != null) {
        bar.close();
      }
      Duration since = Duration.ofNanos(measuring ? System.nanoTime() - start : 0);
      bar = newBar(name, most).startsFrom(0, since).build();
      barName = name;
    }
    bar.stepTo(measuring ? done.get(level) : warmups.get(level));
    bar.setExtraMessage(failures());
  }

  private ProgressBarBuilder newBar(String name, int most) {
    return new ProgressBarBuilder()
        .setTaskName(name)
        .setInitialMax(most)
        .setUnit(" req", 1)
        .showSpeed()
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) BAR_EVERY.toMillis())
        .setConsumer(new ConsoleProgressBarConsumer(display.err(), display.columns() - 1))
        .clearDisplayOnFinish();
  }

  private void line() {
    int level = latest();
    int users = levels.get(level).concurrency();
    long start = began.get(level);
    if (start == 0) {
      display.err().printf("c=%d: warming up, %d requests%n", users, warmups.get(level));
      return;
    }
    int now = done.get(level);
    double rate = now * 1e9 / (System.nanoTime() - start);
    int left = levels.get(level).total() - now;
    display
        .err()
        .printf(
            "c=%d: %d of %d requests, %.1f/s, about %.0f s left%s%n",
            users, now, levels.get(level).total(), rate, left / rate, failures());
  }

  /** The last level that has begun. */
  private int latest() {
    int level = levels.size() - 1;
    while (level > 0 && done.get(level) + warmups.get(level) == 0) {
      level--;
    }
    return level;
  }

  private String failures() {
    return failed.get() == 0 ? "" : ", %d failed".formatted(failed.get());
  }
}
