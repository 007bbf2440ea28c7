package dev.firsttoken.e2e.servers;

import java.nio.file.Path;
import java.util.List;

/** Sweep of the synthetic stream by the built bench: one user, then four. */
public final class BenchSweep {
  /** Number of levels. */
  public static final int LEVELS = 2;

  private BenchSweep() {}

  /**
   * Runs the sweep to its end.
   *
   * @param proxyUrl root of the proxy, which serves the synthetic stream
   * @param parent where its files are written
   * @throws IllegalStateException with its output, if it fails
   */
  public static FinishedRun run(String proxyUrl, Path parent) {
    return FinishedRun.of(
        parent,
        "sweep",
        List.of(
            "sweep",
            "--base-url=" + proxyUrl,
            "--model=synthetic",
            "--concurrency=1,4",
            "--rounds=3",
            "--total=8",
            "--frames=20",
            "--delay-ms=2",
            "--ttft-ms=10"));
  }
}
