package dev.firsttoken.bench.monitor;

import com.sun.management.OperatingSystemMXBean;
import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * What this process has cost since it began, and what its machine was kept from.
 *
 * @param atNanos when this was read, on the monotonic clock
 * @param cpuNanos user and system time
 * @param gcs garbage collections
 * @param gcNanos their time
 * @param safepoints null where the JVM doesn't tell
 * @param ticks null where the system doesn't tell
 */
record JvmTotals(
    long atNanos,
    long cpuNanos,
    long gcs,
    long gcNanos,
    @Nullable Safepoints safepoints,
    @Nullable CpuTicks ticks) {
  private static final List<GarbageCollectorMXBean> COLLECTORS =
      ManagementFactory.getGarbageCollectorMXBeans();
  private static final OperatingSystemMXBean PROCESS =
      ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);

  /** Takes some 100 µs, and the first time 50 ms. */
  static JvmTotals now() {
    long gcs = 0;
    long gcMillis = 0;
    for (GarbageCollectorMXBean collector : COLLECTORS) {
      // -1 is how a collector says that it keeps no count.
      gcs += Math.max(0, collector.getCollectionCount());
      gcMillis += Math.max(0, collector.getCollectionTime());
    }
    return new JvmTotals(
        System.nanoTime(),
        PROCESS.getProcessCpuTime(),
        gcs,
        TimeUnit.MILLISECONDS.toNanos(gcMillis),
        Safepoints.now(),
        CpuTicks.now());
  }

  /** Null where either doesn't tell. */
  @Nullable Safepoints safepointsSince(JvmTotals before) {
    return safepoints == null || before.safepoints == null
        ? null
        : new Safepoints(
            safepoints.count() - before.safepoints.count(),
            safepoints.nanos() - before.safepoints.nanos());
  }

  /** Null where either doesn't tell. */
  @Nullable Double stolenShareSince(JvmTotals before) {
    return ticks == null || before.ticks == null ? null : ticks.stolenShareSince(before.ticks);
  }
}
