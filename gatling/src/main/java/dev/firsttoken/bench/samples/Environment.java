package dev.firsttoken.bench.samples;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Machine and build that produced a result. All values are read locally, without network access.
 *
 * @param cpu model of the processor, or its architecture if the model is unknown
 * @param cores processors available to this process
 * @param memoryBytes total memory of the machine
 * @param os name and version of the operating system; on Linux, of the kernel
 * @param jvm name and version of the JVM
 * @param version version of First Token
 * @param commit commit of First Token, with {@code -dirty} if files were changed since, or null if
 *     it doesn't run from a checkout
 * @param governor frequency governor of the first core, for example {@code performance}, or null if
 *     unknown
 * @param clockSource clock source of the kernel, for example {@code tsc}, or null if unknown
 * @param proxy code that the measured First Token proxy runs on this machine, for example {@code
 *     jar_with_aot_cache}, or null if the server is none or elsewhere
 */
public record Environment(
    String cpu,
    int cores,
    long memoryBytes,
    String os,
    String jvm,
    String version,
    @Nullable String commit,
    @Nullable String governor,
    @Nullable String clockSource,
    @Nullable String proxy) {

  /** Reads the current machine and build. Takes about 30 ms, most of it in git. */
  public static Environment current() {
    return new Environment(
        ProcFile.readValue("/proc/cpuinfo", "model name", System.getProperty("os.arch", "unknown")),
        Runtime.getRuntime().availableProcessors(),
        readMemoryBytes(),
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        System.getProperty("java.vm.name") + " " + Runtime.version(),
        BuildInfo.version(),
        BuildInfo.commit(),
        ProcFile.readLine("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        ProcFile.readLine("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
        null);
  }

  /** Returns the same environment with the code that the measured proxy runs. */
  public Environment withProxy(@Nullable String code) {
    return new Environment(
        cpu, cores, memoryBytes, os, jvm, version, commit, governor, clockSource, code);
  }

  /** Returns all values in order, by their names in files and results. */
  public Map<String, @Nullable Object> toMap() {
    Map<String, @Nullable Object> facts = new LinkedHashMap<>();
    facts.put("cpu", cpu);
    facts.put("cores", cores);
    facts.put("memory_bytes", memoryBytes);
    facts.put("os", os);
    facts.put("jvm", jvm);
    facts.put("version", version);
    facts.put("commit", commit);
    facts.put("governor", governor);
    facts.put("clock_source", clockSource);
    if (proxy != null) {
      facts.put("proxy", proxy);
    }
    return facts;
  }

  private static long readMemoryBytes() {
    String kibibytes = ProcFile.readValue("/proc/meminfo", "MemTotal", "");
    if (kibibytes.endsWith(" kB")) {
      return Long.parseLong(kibibytes.substring(0, kibibytes.length() - 3)) * 1024;
    }
    // JMX takes 40 ms to start, so it is used only without /proc.
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : 0;
  }

  /** Reads the small files of Linux's /proc and /sys. */
  static final class ProcFile {
    private ProcFile() {}

    /**
     * Reads the first line of a file that is not empty.
     *
     * @return the line without surrounding space, or null if the file is missing or empty
     */
    static @Nullable String readLine(String file) {
      try (Stream<String> lines = Files.lines(Path.of(file))) {
        return lines.map(String::strip).filter(line -> !line.isEmpty()).findFirst().orElse(null);
      } catch (IOException | UncheckedIOException absent) {
        return null; // not Linux, or a virtual machine that hides this
      }
    }

    /**
     * Reads the value of the first line {@code key: value}.
     *
     * @return the value, or {@code defaultValue} if the file or key is missing
     */
    static String readValue(String file, String key, String defaultValue) {
      try {
        for (String line : Files.readAllLines(Path.of(file))) {
          int colon = line.indexOf(':');
          if (colon > 0 && line.substring(0, colon).strip().equals(key)) {
            return line.substring(colon + 1).strip();
          }
        }
        return defaultValue;
      } catch (IOException absent) {
        return defaultValue; // not Linux, or a sandbox that hides the file
      }
    }
  }
}
