package dev.firsttoken.bench.report.terminal;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Live progress on standard error: a bar on a terminal, else a line every few seconds. Runs on its
 * own thread, so that the load does nothing for it.
 */
public final class Progress implements AutoCloseable {
  private static final Duration LINE_INTERVAL = Duration.ofSeconds(5);

  private final Console console;
  private final Supplier<@Nullable ProgressSnapshot> snapshots;
  private final CountDownLatch closed = new CountDownLatch(1);
  private final Thread thread = new Thread(this::show, "progress");

  /**
   * Starts the display.
   *
   * @param snapshots gives the current state, or null before the first level
   */
  public Progress(Console console, Supplier<@Nullable ProgressSnapshot> snapshots) {
    this.console = console;
    this.snapshots = snapshots;
    thread.setDaemon(true);
    thread.start();
  }

  /** Removes the bar and waits for the thread to end. */
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
      Terminal terminal = console.terminal();
      if (terminal != null) {
        showBars(terminal);
      } else {
        showLines();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void showBars(Terminal terminal) throws InterruptedException {
    try (ProgressBarView bar = new ProgressBarView(terminal)) {
      while (!closed.await(ProgressBarView.UPDATE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
        showBar(bar);
      }
      showBar(bar); // requests may have ended since the last update
    }
  }

  private void showBar(ProgressBarView bar) {
    ProgressSnapshot snapshot = snapshots.get();
    if (snapshot != null) {
      bar.show(snapshot);
    }
  }

  private void showLines() throws InterruptedException {
    while (!closed.await(LINE_INTERVAL.toNanos(), TimeUnit.NANOSECONDS)) {
      ProgressSnapshot snapshot = snapshots.get();
      if (snapshot != null) {
        console.err().println(snapshot.line());
      }
    }
  }
}
