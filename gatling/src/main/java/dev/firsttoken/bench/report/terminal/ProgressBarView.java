package dev.firsttoken.bench.report.terminal;

import java.time.Duration;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarConsumer;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Progress bar on a terminal, in one line; a new bar for each phase of each level. */
final class ProgressBarView implements AutoCloseable {
  static final Duration UPDATE_INTERVAL = Duration.ofMillis(200);

  /** Columns besides name, counts and message: {@code " 45% [] () "} and the elapsed time. */
  private static final int DECORATION_COLUMNS = 20;

  private static final int MIN_BAR_COLUMNS = 5;

  private final ProgressBarConsumer consumer;
  private @Nullable ProgressBar bar;
  private String name = "";

  ProgressBarView(Terminal terminal) {
    this.consumer = terminal.progressBar();
  }

  void show(ProgressSnapshot snapshot) {
    ProgressBar drawn = bar;
    if (drawn == null || !snapshot.name().equals(name)) {
      close();
      drawn = createBar(snapshot);
      bar = drawn;
      name = snapshot.name();
    }
    drawn.stepTo(snapshot.reached());
    drawn.setExtraMessage(snapshot.barMessage(messageColumns(snapshot)));
  }

  private int messageColumns(ProgressSnapshot snapshot) {
    int counts = 2 * Long.toString(snapshot.goal()).length() + 1 + unit(snapshot).length();
    return consumer.getMaxRenderedLength()
        - snapshot.name().length()
        - counts
        - DECORATION_COLUMNS
        - MIN_BAR_COLUMNS;
  }

  private static String unit(ProgressSnapshot snapshot) {
    return snapshot.isTimed() ? "s" : "";
  }

  private ProgressBar createBar(ProgressSnapshot snapshot) {
    return new ProgressBarBuilder()
        .setTaskName(snapshot.name())
        .setInitialMax(snapshot.goal())
        .setUnit(unit(snapshot), 1)
        .hideEta() // It has no label; the message says how much is left.
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) UPDATE_INTERVAL.toMillis())
        .setConsumer(consumer)
        .clearDisplayOnFinish()
        .startsFrom(0, Duration.ofNanos(snapshot.elapsedNanos()))
        .build();
  }

  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      consumer.clear(); // closing a bar that was never drawn draws it and leaves it
      bar = null;
    }
  }
}
