package dev.firsttoken.bench.monitor;

import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import oshi.PlatformEnum;
import oshi.SystemInfo;
import oshi.driver.linux.proc.ProcessStat;
import oshi.driver.linux.proc.ProcessStat.PidStat;
import oshi.software.os.OSProcess;
import oshi.software.os.OSProcess.State;
import oshi.software.os.linux.LinuxOperatingSystem;

/**
 * One sample of a process. CPU times are since the process started.
 *
 * @param zombie true if the process has ended and its parent has not reaped it yet
 * @param ownCpuNanos CPU time of the process itself; of a zombie in ticks of 10 ms
 * @param reapedChildrenCpuNanos CPU time of descendants that ended and were reaped, in ticks of 10
 *     ms; 0 unless the system is Linux
 */
record ProcessSample(
    boolean zombie, long ownCpuNanos, long reapedChildrenCpuNanos, long rssBytes, int threads) {
  private static final boolean LINUX = SystemInfo.getCurrentPlatform() == PlatformEnum.LINUX;

  /**
   * Samples a process.
   *
   * @return the sample, or null if there is no such process
   */
  static @Nullable ProcessSample sample(int pid) {
    return LINUX ? sampleProcStat(pid) : sampleOshi(pid);
  }

  /** Reads one file and a clock, which costs a quarter of an OSProcess. */
  private static @Nullable ProcessSample sampleProcStat(int pid) {
    var stat = ProcessStat.getPidStats(pid);
    if (stat == null) {
      return null;
    }
    Map<PidStat, Long> fields = stat.getC();
    return new ProcessSample(
        ProcessStat.getState(stat.getB()) == State.ZOMBIE,
        ProcessCpuClock.read(pid).orElseGet(() -> nanos(fields, PidStat.UTIME, PidStat.STIME)),
        nanos(fields, PidStat.CUTIME, PidStat.CSTIME),
        fields.getOrDefault(PidStat.RSS, 0L) * LinuxOperatingSystem.getPageSize(),
        fields.getOrDefault(PidStat.NUM_THREADS, 0L).intValue());
  }

  private static long nanos(Map<PidStat, Long> fields, PidStat user, PidStat system) {
    long ticks = fields.getOrDefault(user, 0L) + fields.getOrDefault(system, 0L);
    return TimeUnit.SECONDS.toNanos(ticks) / LinuxOperatingSystem.getHz();
  }

  /** Samples on any system that OSHI supports. */
  static @Nullable ProcessSample sampleOshi(int pid) {
    OSProcess process = new SystemInfo().getOperatingSystem().getProcess(pid);
    return process == null
        ? null
        : new ProcessSample(
            process.getState() == State.ZOMBIE,
            TimeUnit.MILLISECONDS.toNanos(process.getUserTime() + process.getKernelTime()),
            0,
            process.getResidentSetSize(),
            process.getThreadCount());
  }
}
