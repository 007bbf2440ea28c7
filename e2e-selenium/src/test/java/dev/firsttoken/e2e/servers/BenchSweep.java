package dev.firsttoken.e2e.servers;

import java.nio.file.Path;
import java.util.List;

/**
 * A finished sweep of the synthetic stream by the built bench: one user, then four.
 *
 * @param folder its result directory
 * @param report its report, one HTML file
 */
public record BenchSweep(Path folder, Path report) {
  /** Number of levels. */
  public static final int LEVELS = 2;

  /**
   * Runs the sweep to its end.
   *
   * @param proxyUrl root of the proxy, which serves the synthetic stream
   * @param parent where its files are written
   * @throws IllegalStateException with its output, if it fails
   */
  public static BenchSweep run(String proxyUrl, Path parent) {
    Path folder = parent.resolve("first-sweep");
    Path report = parent.resolve("bench-report.html");
    BenchProcess.run(
        parent,
        List.of(
            "sweep",
            "--base-url=" + proxyUrl,
            "--model=synthetic",
            "--concurrency=1,4",
            "--rounds=3",
            "--total=8",
            "--frames=20",
            "--delay-ms=2",
            "--ttft-ms=10",
            "--results-dir=" + folder.toAbsolutePath(),
            "--out=" + report.toAbsolutePath()));
    return new BenchSweep(folder, report);
  }

  /** File of its result. */
  public Path result() {
    return folder.resolve("result.json");
  }
}
