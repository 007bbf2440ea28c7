package dev.firsttoken.bench.load;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Optional;
import me.tongfei.progressbar.ConsoleProgressBarConsumer;
import me.tongfei.progressbar.ProgressBar;
import me.tongfei.progressbar.ProgressBarBuilder;
import me.tongfei.progressbar.ProgressBarStyle;
import org.jspecify.annotations.Nullable;

/** Draws moments on a terminal, in one line: a new bar for each phase of each level. */
final class Bar implements AutoCloseable {
  static final Duration EVERY = Duration.ofMillis(200);

  /** What the library draws beside name, counts and message: {@code " 45% [] ( / ) "}, times. */
  private static final int FRAME = 30;

  private static final int SHORTEST = 5;

  private final PrintStream err;
  private final int columns;
  private @Nullable ProgressBar bar;
  private String name = "";
  private volatile @Nullable Duration left;

  Bar(PrintStream err, int columns) {
    this.err = err;
    this.columns = columns - 1; // A terminal wraps behind its last one.
  }

  void show(Moment moment) {
    ProgressBar drawn = bar;
    if (drawn == null || !moment.name().equals(name)) {
      close(); // Its last look has still the time left of its own.
      left = left(moment);
      drawn = begin(moment);
      bar = drawn;
      name = moment.name();
    }
    left = left(moment);
    drawn.stepTo(moment.reached());
    drawn.setExtraMessage(moment.beside(room(moment)));
  }

  private static @Nullable Duration left(Moment moment) {
    return moment.secondsLeft().isEmpty()
        ? null
        : Duration.ofMillis(Math.round(1000 * moment.secondsLeft().getAsDouble()));
  }

  private int room(Moment moment) {
    int counts = 2 * Long.toString(moment.goal()).length() + 1 + unit(moment).length();
    return columns - moment.name().length() - counts - FRAME - SHORTEST;
  }

  private static String unit(Moment moment) {
    return moment.timed() ? "s" : "";
  }

  private ProgressBar begin(Moment moment) {
    return new ProgressBarBuilder()
        .setTaskName(moment.name())
        .setInitialMax(moment.goal())
        .setUnit(unit(moment), 1)
        .setEtaFunction(state -> Optional.ofNullable(left))
        .setStyle(ProgressBarStyle.ASCII)
        .setUpdateIntervalMillis((int) EVERY.toMillis())
        .setConsumer(new ConsoleProgressBarConsumer(err, columns))
        .clearDisplayOnFinish()
        .startsFrom(0, Duration.ofNanos(moment.elapsedNanos()))
        .build();
  }

  /** Takes it away. */
  @Override
  public void close() {
    if (bar != null) {
      bar.close();
      bar = null;
    }
  }
}
