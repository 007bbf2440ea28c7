package dev.firsttoken.bench.servers;

import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Memory of the proxy's JVM: one half is the heap, the other one is direct memory, which holds what
 * is read from sockets and written to them.
 *
 * @param mebibytes heap and direct memory together
 */
public record ProxyMemory(long mebibytes) {
  private static final Pattern SIZE = Pattern.compile("(\\d{1,7})([mMgG])");
  private static final long MIN_MEBIBYTES = 128;

  /** As in {@code proxy.jvmargs}. */
  private static final long MIN_YOUNG_MEBIBYTES = 16;

  private static final long YOUNG_SHARE = 16;
  private static final long MEBIBYTES_PER_GIBIBYTE = 1024;

  /** Netty stops before the JVM's own limit, and then fails one request and not the process. */
  private static final double NETTY_SHARE = 7.0 / 8;

  /** Memory of this machine, or of its container. */
  public static long machineBytes() {
    return ManagementFactory.getOperatingSystemMXBean()
            instanceof com.sun.management.OperatingSystemMXBean os
        ? os.getTotalMemorySize()
        : Long.MAX_VALUE;
  }

  /**
   * Parses a size like 512m or 1g.
   *
   * @param machineBytes memory of this machine, which the size must not exceed
   * @throws IllegalArgumentException with the valid sizes
   */
  public static ProxyMemory parse(String text, long machineBytes) {
    long max = machineBytes >> 20;
    Matcher matcher = SIZE.matcher(text);
    if (matcher.matches()) {
      long unit = matcher.group(2).equalsIgnoreCase("g") ? MEBIBYTES_PER_GIBIBYTE : 1;
      long mebibytes = Long.parseLong(matcher.group(1)) * unit;
      if (mebibytes >= MIN_MEBIBYTES && mebibytes <= max) {
        return new ProxyMemory(mebibytes);
      }
    }
    throw new IllegalArgumentException(
        "must be a size like 512m or 1g, from %dm to the memory of this machine, %dm"
            .formatted(MIN_MEBIBYTES, max));
  }

  long heapMebibytes() {
    return mebibytes / 2;
  }

  long directMebibytes() {
    return mebibytes - heapMebibytes();
  }

  /** Flags of the JVM, which override those of {@code proxy.jvmargs} before them. */
  List<String> jvmFlags() {
    return List.of(
        "-Xmx%dm".formatted(heapMebibytes()),
        "-Xmn%dm".formatted(Math.max(MIN_YOUNG_MEBIBYTES, heapMebibytes() / YOUNG_SHARE)),
        "-XX:MaxDirectMemorySize=%dm".formatted(directMebibytes()),
        "-Dio.netty.maxDirectMemory=%d".formatted((long) (directMebibytes() * NETTY_SHARE) << 20));
  }
}
