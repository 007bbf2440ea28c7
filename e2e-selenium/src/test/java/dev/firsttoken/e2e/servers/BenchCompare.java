package dev.firsttoken.e2e.servers;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * Comparison of two proxies by the built bench, {@code plain} and {@code busy}, which burns CPU
 * before each event.
 */
public final class BenchCompare {
  /** Rounds, each of which measures both proxies once. */
  public static final int ROUNDS = 6;

  private static final Map<String, String> BUSY =
      Map.of("LLM_MODEL", "synthetic", "SYN_SPIN_US", "10000");

  private BenchCompare() {}

  /**
   * Runs the comparison to its end.
   *
   * @param plainUrl root of a proxy, which serves the synthetic stream; the other one is started
   * @param parent where its files are written
   * @throws IllegalStateException with its output, if it fails
   */
  public static FinishedRun run(String plainUrl, Path parent) {
    try (StartedProxy busy = StartedProxy.start(BUSY)) {
      return FinishedRun.of(
          parent,
          "compare",
          List.of(
              "compare",
              "--targets=plain=%s,busy=%s".formatted(plainUrl, busy.url()),
              "--concurrency=2",
              "--rounds=" + ROUNDS,
              "--total=8",
              "--warmup=4",
              "--frames=10",
              "--delay-ms=20"));
    }
  }
}
