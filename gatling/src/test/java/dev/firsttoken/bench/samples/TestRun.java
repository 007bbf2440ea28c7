package dev.firsttoken.bench.samples;

import dev.firsttoken.bench.result.Summarizer;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers and summarizers of runs for tests. */
public final class TestRun {
  /** A calibration with an event rate limit that no test reaches. */
  public static final Calibration CALIBRATION =
      new Calibration("2026-01-01T00:00:00Z", "CPU", 50, 5, 300_000, 0, 60_000, 0, 1e9, 1000);

  private TestRun() {}

  public static RunHeader header(String command, Map<String, Object> options) {
    return new RunHeader(
        RecordedCommand.parse(command),
        "2026-01-01T00:00:00Z",
        0,
        options,
        new Environment("CPU", 2, 1L << 30, "Linux 6", "JVM 25", "1", null, null, "tsc", null),
        CALIBRATION);
  }

  /** Returns the same header with another calibration, or without one. */
  public static RunHeader withCalibration(RunHeader header, @Nullable Calibration calibration) {
    return new RunHeader(
        header.command(),
        header.startedAt(),
        header.startNanos(),
        header.options(),
        header.environment(),
        calibration);
  }

  public static Summarizer summary(String command, Level... levels) {
    return summary(header(command, Map.of()), List.of(levels));
  }

  public static Summarizer summary(RunHeader header, List<Level> levels) {
    Summarizer summarizer = new Summarizer(header);
    for (int i = 0; i < levels.size(); i++) {
      summarizer.add(new LevelBegin(i, levels.get(i)));
    }
    return summarizer;
  }
}
