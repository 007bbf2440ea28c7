package dev.firsttoken.e2e.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A finished comparison of two proxies by the built bench, {@code plain} and {@code busy}, which
 * burns CPU before each event.
 *
 * @param folder its result directory
 * @param report its report, one HTML file
 */
public record BenchCompare(Path folder, Path report) {
  /** Rounds, each of which measures both proxies once. */
  public static final int ROUNDS = 6;

  private static final Map<String, String> BUSY =
      Map.of("LLM_MODEL", "synthetic", "SYN_SPIN_US", "10000");

  /**
   * Runs the comparison to its end.
   *
   * @param plainUrl root of a proxy, which serves the synthetic stream; the other one is started
   * @param parent where its files are written
   * @throws IllegalStateException with its output, if it fails
   */
  public static BenchCompare run(String plainUrl, Path parent) {
    Path folder = parent.resolve("first-compare");
    Path report = parent.resolve("compare-report.html");
    try (StartedProxy busy = StartedProxy.start(BUSY)) {
      BenchProcess.run(
          parent,
          List.of(
              "compare",
              "--targets=plain=%s,busy=%s".formatted(plainUrl, busy.url()),
              "--concurrency=2",
              "--rounds=" + ROUNDS,
              "--total=8",
              "--warmup=4",
              "--frames=10",
              "--delay-ms=20",
              "--results-dir=" + folder.toAbsolutePath(),
              "--out=" + report.toAbsolutePath()));
    }
    return new BenchCompare(folder, report);
  }

  /** File of its result, which has the rounds, the distributions and the checks. */
  public Path result() {
    return folder.resolve("result.json");
  }

  /** File of what it found. */
  public Path comparison() {
    return folder.resolve("compare.json");
  }
}
