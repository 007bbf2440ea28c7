package dev.firsttoken.bench.monitor;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import oshi.PlatformEnum;
import oshi.SystemInfo;
import oshi.driver.linux.proc.CpuStat;
import oshi.hardware.CentralProcessor.TickType;

/**
 * The time of all cores since the machine began, in ticks of the system.
 *
 * @param stolen the part that the host gave to others while this machine had work for it
 */
record CpuTicks(long total, long stolen) {

  /** Null on systems that don't tell: all but Linux. */
  static @Nullable CpuTicks now() {
    if (SystemInfo.getCurrentPlatform() != PlatformEnum.LINUX) {
      return null;
    }
    // Not by CentralProcessor, which remembers its last answer for 300 ms.
    long[] ticks = CpuStat.getSystemCpuLoadTicks();
    return new CpuTicks(Arrays.stream(ticks).sum(), ticks[TickType.STEAL.getIndex()]);
  }

  /** A share of all time since then; null where no time went by. */
  @Nullable Double stolenShareSince(CpuTicks before) {
    long time = total - before.total;
    return time <= 0 ? null : Math.clamp((double) (stolen - before.stolen) / time, 0, 1);
  }
}
