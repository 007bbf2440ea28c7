package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Reader of how far the wall clock may be off, as the kernel estimates it: {@code adjtimex} of
 * Linux, called without a change. Needs no privilege.
 *
 * <p>The offsets are those of {@code struct timex} where {@code long} has 64 bits (adjtimex(2),
 * linux/timex.h).
 */
public final class KernelClock {
  private static final String FUNCTION = "adjtimex";
  private static final long STRUCT_BYTES = 208;
  private static final long OFFSET = 8;
  private static final long MAX_ERROR = 24;
  private static final long STATUS = 40;

  /** Bits of the status: no time service keeps the clock; the offset counts nanoseconds. */
  private static final int UNSYNCHRONISED = 0x0040;

  private static final int NANOSECONDS = 0x2000;
  private static final int ERROR = -1;

  private KernelClock() {}

  /**
   * Reads the state of the wall clock.
   *
   * @return the state, or null where the kernel does not tell
   */
  public static @Nullable WallClock read() {
    if (!System.getProperty("os.name").equals("Linux") || ValueLayout.ADDRESS.byteSize() != 8) {
      return null;
    }
    try (Arena arena = Arena.ofConfined()) {
      Optional<MemorySegment> function = Linker.nativeLinker().defaultLookup().find(FUNCTION);
      return function.isEmpty() ? null : read(function.get(), arena.allocate(STRUCT_BYTES, 8));
    }
  }

  // The bench allows native access; the call is a leaf that reads into a buffer of its own.
  @SuppressWarnings("restricted")
  private static @Nullable WallClock read(MemorySegment function, MemorySegment timex) {
    try {
      int state =
          (int)
              Linker.nativeLinker()
                  .downcallHandle(
                      function, FunctionDescriptor.of(ValueLayout.JAVA_INT, ValueLayout.ADDRESS))
                  .invokeExact(timex);
      return state == ERROR ? null : parse(timex);
    } catch (Throwable denied) {
      return null; // a sandbox that forbids native access, or the system call
    }
  }

  /** Reads the fields of a {@code struct timex}. */
  static WallClock parse(MemorySegment timex) {
    int status = timex.get(ValueLayout.JAVA_INT, STATUS);
    long offset = timex.get(ValueLayout.JAVA_LONG, OFFSET);
    return new WallClock(
        (status & UNSYNCHRONISED) == 0,
        (status & NANOSECONDS) == 0 ? TimeUnit.MICROSECONDS.toNanos(offset) : offset,
        TimeUnit.MICROSECONDS.toNanos(timex.get(ValueLayout.JAVA_LONG, MAX_ERROR)));
  }
}
