package dev.firsttoken.e2e.servers;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/** Run of the real wrk by the built bench. */
public final class BenchWrk {
  /** Connections that load the server. */
  public static final int CONNECTIONS = 4;

  private BenchWrk() {}

  /** True if there is a wrk in PATH. */
  public static boolean canRun() {
    return Arrays.stream(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "wrk")));
  }

  /**
   * Loads the plain route of a proxy.
   *
   * @param proxyUrl root of the proxy
   * @param parent where its files are written
   * @throws IllegalStateException with its output, if it fails
   */
  public static FinishedRun run(String proxyUrl, Path parent) {
    return FinishedRun.of(
        parent,
        "wrk",
        List.of(
            "wrk2",
            "--bin=wrk",
            "--url=" + proxyUrl + "/micro/plain?bytes=1024",
            "--connections=" + CONNECTIONS,
            "--threads=2",
            "--duration=1s"));
  }
}
