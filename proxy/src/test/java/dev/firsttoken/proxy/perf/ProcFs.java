package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Reads process statistics from /proc; see proc(5). */
final class ProcFs {
  /** USER_HZ is 100 on every Linux platform. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private ProcFs() {}

  /** User and system time of all threads of these processes in ns, in ticks of 10 ms. */
  static long cpuNanos(List<Long> pids) throws IOException {
    long ticks = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name can contain spaces and ends with the last bracket. Fields 14 and 15 are utime and
      // stime.
      List<String> fields = words(stat.substring(stat.lastIndexOf(')') + 1));
      ticks += Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
    return ticks * NANOS_PER_TICK;
  }

  /**
   * User, nice, system and steal time of all cores since boot, in ns. It leaves out interrupts,
   * which count for no process.
   */
  static long machineCpuNanos() throws IOException {
    List<String> fields = words(field(Path.of("/proc/stat"), "cpu "));
    long ticks = 0;
    for (int field : List.of(0, 1, 2, 7)) {
      ticks += Long.parseLong(fields.get(field));
    }
    return ticks * NANOS_PER_TICK;
  }

  /** Sum of the peak resident memory of these processes, in bytes. */
  static long peakBytes(List<Long> pids) throws IOException {
    long kilobytes = 0;
    for (long pid : pids) {
      kilobytes +=
          Long.parseLong(words(field(Path.of("/proc/" + pid + "/status"), "VmHWM:")).get(0));
    }
    return kilobytes * 1024;
  }

  /** Name of the processor and number of cores. */
  static String processor() throws IOException {
    String info = Files.readString(Path.of("/proc/cpuinfo"));
    long cores = info.lines().filter(line -> line.startsWith("processor")).count();
    String name = field(Path.of("/proc/cpuinfo"), "model name").replace(":", "").strip();
    return name + ", " + cores + " cores";
  }

  private static String field(Path file, String name) throws IOException {
    return Files.readString(file)
        .lines()
        .filter(line -> line.startsWith(name))
        .map(line -> line.substring(name.length()))
        .findFirst()
        .orElseThrow(() -> new IOException(file + " has no line " + name));
  }

  private static List<String> words(String line) {
    return List.of(line.strip().split("\\s+"));
  }
}
