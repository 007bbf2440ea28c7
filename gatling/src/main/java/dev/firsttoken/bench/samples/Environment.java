package dev.firsttoken.bench.samples;

import java.lang.management.ManagementFactory;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What a result was measured on. Read from the machine itself; nothing is asked of the network.
 *
 * @param cpu the processor's model as it names itself, else its architecture
 * @param cores processors that this process may use
 * @param memoryBytes the machine's whole memory
 * @param os name and version; on Linux the kernel's
 * @param jvm name and version
 * @param version of First Token
 * @param commit of First Token where it runs from a checkout, with {@code -dirty} where that was
 *     changed since
 * @param governor how the first core's frequency is governed, {@code performance}; null where the
 *     system doesn't tell
 * @param clockSource what the kernel's clocks are read from, {@code tsc}; null where the system
 *     doesn't tell
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
    @Nullable String clockSource) {

  /** This machine and this build. Takes some 30 ms, most of them to ask git. */
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
        ProcFile.readLine("/sys/devices/system/clocksource/clocksource0/current_clocksource"));
  }

  /** By the names that files and results use, in order. */
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
    return facts;
  }

  private static long readMemoryBytes() {
    String kibibytes = ProcFile.readValue("/proc/meminfo", "MemTotal", "");
    if (kibibytes.endsWith(" kB")) {
      return Long.parseLong(kibibytes.substring(0, kibibytes.length() - 3)) * 1024;
    }
    // Starting JMX takes 40 ms, so only where there is no /proc.
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : 0;
  }
}
