package dev.firsttoken.bench.load;

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
final class Progress implements AutoCloseable {
  private static final Duration LINE_EVERY = Duration.ofSeconds(5);

  private final Display display;
  private final Live live;
  private final IntSupplier inFlight;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");
  private volatile @Nullable Tally level;

  /**
   * @param inFlight how many requests are under way
   */
  Progress(Display display, Live live, IntSupplier inFlight) {
    this.display = display;
    this.live = live;
    this.inFlight = inFlight;
    thread.setDaemon(true);
    thread.start();
  }

  /** Takes what has just happened; from any thread. */
  void add(Entry entry) {
    switch (entry) {
      case LevelBegin begin -> level = new Tally(begin, System.nanoTime());
      case Sample sample -> count(sample);
      case LevelEnd end -> {
        // Its numbers stay until the next one begins.
      }
    }
  }

  private void count(Sample sample) {
    Tally counting = level;
    if (counting != null) {
      counting.add(sample);
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
    try {
      if (display.columns() > 0) {
        bars();
      } else {
        lines();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void bars() throws InterruptedException {
    try (Bar bar = new Bar(display.err(), display.columns())) {
      while (!over.await(Bar.EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
        Moment now = look();
        if (now != null) {
          bar.show(now);
        }
      }
    }
  }

  private void lines() throws InterruptedException {
    while (!over.await(LINE_EVERY.toNanos(), TimeUnit.NANOSECONDS)) {
      Moment now = look();
      if (now != null) {
        display.err().println(now.line());
      }
    }
  }

  /** Null before the first level has begun. */
  private @Nullable Moment look() {
    Tally counted = level;
    if (counted == null) {
      return null;
    }
    Speed speed = live.look(levels -> Speed.of(levels, counted.index()));
    return counted.moment(System.nanoTime(), inFlight.getAsInt(), speed);
  }
}
