package dev.firsttoken.bench.watch;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import oshi.PlatformEnum;
import oshi.SystemInfo;
import oshi.driver.linux.proc.ProcessStat;
import oshi.driver.linux.proc.ProcessStat.PidStat;
import oshi.software.os.OSProcess;
import oshi.software.os.OperatingSystem;
import oshi.software.os.linux.LinuxOperatingSystem;

/** One process over a window, as the looks at it say. CPU times are whole ticks of 10 ms. */
final class Account {
  private static final OperatingSystem SYSTEM = new SystemInfo().getOperatingSystem();
  private static final boolean LINUX = SystemInfo.getCurrentPlatform() == PlatformEnum.LINUX;

  private final ProcessHandle handle;
  private final @Nullable OSProcess process;
  private final long ownBeforeNanos;
  private final long endedBeforeNanos;
  private long ownNanos;
  private long endedNanos;
  private boolean gone;

  /**
   * @param before it began before the window: what it has used so far is not the window's
   */
  Account(ProcessHandle handle, boolean before) {
    this.handle = handle;
    this.process = SYSTEM.getProcess(Math.toIntExact(handle.pid()));
    this.gone = process == null;
    look();
    this.ownBeforeNanos = before ? ownNanos : 0;
    this.endedBeforeNanos = before ? endedNanos : 0;
  }

  /** Whether it runs; one that has ended keeps what was last seen of its own CPU time. */
  boolean look() {
    // A handle knows the time its process began, so it takes no later one of that number for it.
    if (gone || process == null || !handle.isAlive() || !process.updateAttributes()) {
      gone = true;
      return false;
    }
    ownNanos = TimeUnit.MILLISECONDS.toNanos(process.getUserTime() + process.getKernelTime());
    endedNanos = endedBelowNanos();
    return lives();
  }

  /** It has neither ended nor is what the system keeps of it until its parent asks. */
  boolean lives() {
    return !gone && process != null && process.getState() != OSProcess.State.ZOMBIE;
  }

  long rssBytes() {
    return process == null ? 0 : process.getResidentSetSize();
  }

  int threads() {
    return process == null ? 0 : process.getThreadCount();
  }

  /** Its own CPU time in the window, up to the last look that saw it. */
  long seenNanos() {
    return ownNanos - ownBeforeNanos;
  }

  /**
   * What a sum over a tree gets for it: its own CPU time and that of the ended ones below it. Once
   * it has ended itself, both are in its parent's, if that waited for it: so what it had before the
   * window has to go.
   */
  long keptNanos() {
    long nowNanos = gone ? 0 : ownNanos + endedNanos;
    return nowNanos - ownBeforeNanos - endedBeforeNanos;
  }

  /** CPU time of the processes below it that ended and were waited for; only Linux tells. */
  private long endedBelowNanos() {
    var stats = LINUX ? ProcessStat.getPidStats(Math.toIntExact(handle.pid())) : null;
    if (stats == null) {
      return 0;
    }
    long ticks =
        stats.getC().getOrDefault(PidStat.CUTIME, 0L)
            + stats.getC().getOrDefault(PidStat.CSTIME, 0L);
    return TimeUnit.SECONDS.toNanos(ticks) / LinuxOperatingSystem.getHz();
  }
}
