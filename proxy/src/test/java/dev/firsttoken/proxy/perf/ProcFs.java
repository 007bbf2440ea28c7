package dev.firsttoken.proxy.perf;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** What the kernel says of processes, from /proc (see proc(5)). */
final class ProcFs {
  /** USER_HZ is 100 wherever Linux runs. */
  private static final long NANOS_PER_TICK = 10_000_000;

  private ProcFs() {}

  /** User and system time of these processes, all threads, in ns, to a tick of 10 ms each. */
  static long cpuNanos(List<Long> pids) throws IOException {
    long ticks = 0;
    for (long pid : pids) {
      String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
      // The name may hold spaces and ends in the last bracket; utime and stime are fields 14 and
      // 15.
      List<String> fields = words(stat.substring(stat.lastIndexOf(')') + 1));
      ticks += Long.parseLong(fields.get(11)) + Long.parseLong(fields.get(12));
    }
    return ticks * NANOS_PER_TICK;
  }

  /**
   * User, nice and system time of all cores since boot, and what the host took from them for its
   * other machines, in ns. Interrupts are not in it, as they are in no process's time.
   */
  static long machineCpuNanos() throws IOException {
    List<String> fields = words(field(Path.of("/proc/stat"), "cpu "));
    long ticks = 0;
    for (int field : List.of(0, 1, 2, 7)) {
      ticks += Long.parseLong(fields.get(field));
    }
    return ticks * NANOS_PER_TICK;
  }

  /** Peak resident memory of these processes together, in bytes. */
  static long peakBytes(List<Long> pids) throws IOException {
    long kilobytes = 0;
    for (long pid : pids) {
      kilobytes +=
          Long.parseLong(words(field(Path.of("/proc/" + pid + "/status"), "VmHWM:")).get(0));
    }
    return kilobytes * 1024;
  }

  /** The processor's name and how many cores this machine has. */
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
