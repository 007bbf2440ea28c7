package dev.firsttoken.bench.monitor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import oshi.PlatformEnum;
import oshi.SystemInfo;
import oshi.driver.linux.proc.CpuStat;
import oshi.hardware.CentralProcessor.TickType;

/**
 * Time of all cores since the machine started, in system ticks.
 *
 * @param stolen time that the host gave to other guests while this one had work to do
 */
record CpuTicks(long total, long stolen) {

  /**
   * Reads the ticks.
   *
   * @return the ticks, or null if the system is not Linux
   */
  static @Nullable CpuTicks now() {
    if (SystemInfo.getCurrentPlatform() != PlatformEnum.LINUX) {
      return null;
    }
    // Not by CentralProcessor, which caches its result for 300 ms.
    long[] ticks = CpuStat.getSystemCpuLoadTicks();
    return new CpuTicks(Arrays.stream(ticks).sum(), ticks[TickType.STEAL.getIndex()]);
  }

  /**
   * Stolen share of the time since an earlier reading.
   *
   * @return 0 to 1, or null if no time has passed
   */
  @Nullable Double stolenShareSince(CpuTicks before) {
    long time = total - before.total;
    return time <= 0 ? null : Math.clamp((double) (stolen - before.stolen) / time, 0, 1);
  }
}
