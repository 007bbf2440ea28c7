package dev.firsttoken.bench.monitor;

import java.util.stream.Stream;

/** Memory of a process and its descendants at one time. */
public final class ResidentMemory {
  private ResidentMemory() {}

  /** Sums the RSS of a process and its descendants. Pages that they share count for each. */
  public static long bytes(ProcessHandle root) {
    return Stream.concat(Stream.of(root), root.descendants())
        .map(process -> ProcessSample.sample((int) process.pid()))
        .mapToLong(sample -> sample == null ? 0 : sample.rssBytes())
        .sum();
  }
}
