package dev.firsttoken.e2e.smoothness;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * CPU time of all programs of this machine but the tests, their browser and their servers. Frames
 * come late where others keep the cores, which says nothing of the page.
 */
public final class OtherPrograms {
  private static final Path PROC = Path.of("/proc");

  /** Ticks of the kernel in a second. */
  private static final double TICKS_PER_SECOND = 100;

  /** Places in a process's {@code stat} after its name: utime and stime. */
  private static final int USER_TIME = 11;

  private static final int SYSTEM_TIME = 12;

  /** Places in the machine's {@code stat}: all but idle time and the wait for disks. */
  private static final int[] ALL_BUT_IDLE = {1, 2, 3, 6, 7, 8};

  private static final int STOLEN = 8;

  private final long startNanos = System.nanoTime();
  private final long startTicks = otherTicks();
  private final long startStolenTicks = machineTicks(STOLEN);

  /** Returns how many cores the others have used on average since this object was made. */
  public double cores() {
    double seconds = (System.nanoTime() - startNanos) / 1e9;
    return (otherTicks() - startTicks) / TICKS_PER_SECOND / seconds;
  }

  /** Returns the seconds in which the host gave a core of this machine to another machine. */
  public double stolenSeconds() {
    return (machineTicks(STOLEN) - startStolenTicks) / TICKS_PER_SECOND;
  }

  private static long otherTicks() {
    ProcessHandle self = ProcessHandle.current();
    long own =
        Stream.concat(Stream.of(self), self.descendants())
            .mapToLong(process -> ticksOf(process.pid()))
            .sum();
    return machineTicks(ALL_BUT_IDLE) - own;
  }

  private static long machineTicks(int... places) {
    try (Stream<String> lines = Files.lines(PROC.resolve("stat"))) {
      List<String> fields = List.of(lines.findFirst().orElseThrow().split(" +", -1));
      return Arrays.stream(places).mapToLong(i -> Long.parseLong(fields.get(i))).sum();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long ticksOf(long pid) {
    try {
      String stat = Files.readString(PROC.resolve(Long.toString(pid)).resolve("stat"));
      String[] fields = stat.substring(stat.lastIndexOf(')') + 2).split(" ", -1);
      return Arrays.stream(new int[] {USER_TIME, SYSTEM_TIME})
          .mapToLong(place -> Long.parseLong(fields[place]))
          .sum();
    } catch (IOException e) {
      return 0; // It has ended.
    }
  }
}
