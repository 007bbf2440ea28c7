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
 * One look at a process. CPU times are whole ticks of 10 ms, since it began.
 *
 * @param zombie it only waits for its parent to ask what became of it
 * @param ownCpuNanos its own CPU time
 * @param reapedChildrenCpuNanos that of the processes below it that ended and were waited for; 0
 *     where the system doesn't tell, as only Linux does
 */
record ProcessSample(
    boolean zombie, long ownCpuNanos, long reapedChildrenCpuNanos, long rssBytes, int threads) {
  private static final boolean LINUX = SystemInfo.getCurrentPlatform() == PlatformEnum.LINUX;

  /** Null if there is no such process. */
  static @Nullable ProcessSample sample(int pid) {
    return LINUX ? sampleProcStat(pid) : sampleOshi(pid);
  }

  /** One file has it all, and costs a quarter of what an OSProcess does. */
  private static @Nullable ProcessSample sampleProcStat(int pid) {
    var stat = ProcessStat.getPidStats(pid);
    if (stat == null) {
      return null;
    }
    Map<PidStat, Long> fields = stat.getC();
    return new ProcessSample(
        ProcessStat.getState(stat.getB()) == State.ZOMBIE,
        nanos(fields, PidStat.UTIME, PidStat.STIME),
        nanos(fields, PidStat.CUTIME, PidStat.CSTIME),
        fields.getOrDefault(PidStat.RSS, 0L) * LinuxOperatingSystem.getPageSize(),
        fields.getOrDefault(PidStat.NUM_THREADS, 0L).intValue());
  }

  private static long nanos(Map<PidStat, Long> fields, PidStat user, PidStat system) {
    long ticks = fields.getOrDefault(user, 0L) + fields.getOrDefault(system, 0L);
    return TimeUnit.SECONDS.toNanos(ticks) / LinuxOperatingSystem.getHz();
  }

  /** Wherever OSHI runs. */
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
