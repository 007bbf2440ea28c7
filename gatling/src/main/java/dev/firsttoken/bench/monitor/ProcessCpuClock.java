package dev.firsttoken.bench.monitor;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.util.OptionalLong;
import java.util.concurrent.TimeUnit;

/**
 * CPU clocks that Linux keeps for each process: time of all its threads, in nanoseconds. The ticks
 * of {@code /proc/PID/stat} are 10 ms, which is one in fifteen of a short round.
 *
 * @see <a href="https://man7.org/linux/man-pages/man3/clock_getcpuclockid.3.html">
 *     clock_getcpuclockid(3)</a>
 */
final class ProcessCpuClock {
  /** Kind of clock that the scheduler counts, in the lowest bits of a clock's number. */
  private static final int COUNTED_BY_SCHEDULER = 2;

  private static final int KIND_BITS = 3;

  @SuppressWarnings("restricted") // the JVM flags of the bench allow native access
  private static final MethodHandle CLOCK_GETTIME =
      Linker.nativeLinker()
          .downcallHandle(
              Linker.nativeLinker().defaultLookup().findOrThrow("clock_gettime"),
              FunctionDescriptor.of(
                  ValueLayout.JAVA_INT, ValueLayout.JAVA_INT, ValueLayout.ADDRESS));

  private ProcessCpuClock() {}

  /**
   * Reads the clock of a process.
   *
   * @return nanoseconds of CPU time since the process started; empty if it has ended or has no such
   *     clock
   */
  static OptionalLong read(int pid) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment time = arena.allocate(ValueLayout.JAVA_LONG, 2);
      int status = (int) CLOCK_GETTIME.invokeExact(clockOf(pid), time);
      return status == 0
          ? OptionalLong.of(
              TimeUnit.SECONDS.toNanos(time.getAtIndex(ValueLayout.JAVA_LONG, 0))
                  + time.getAtIndex(ValueLayout.JAVA_LONG, 1))
          : OptionalLong.empty();
    } catch (Throwable e) {
      return OptionalLong.empty(); // the ticks of /proc are still there
    }
  }

  /** Number of the clock; clock_getcpuclockid computes it in the same way. */
  private static int clockOf(int pid) {
    return ~pid << KIND_BITS | COUNTED_BY_SCHEDULER;
  }
}
