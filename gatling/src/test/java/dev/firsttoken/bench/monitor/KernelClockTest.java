package dev.firsttoken.bench.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.RunHeader.RecordedShard.WallClock;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class KernelClockTest {
  private static WallClock parse(int status, long offset, long maxErrorMicros) {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment timex = arena.allocate(208, 8);
      timex.set(ValueLayout.JAVA_INT, 40, status);
      timex.set(ValueLayout.JAVA_LONG, 8, offset);
      timex.set(ValueLayout.JAVA_LONG, 24, maxErrorMicros);
      return KernelClock.parse(timex);
    }
  }

  @Test
  void unitOfTheOffsetDependsOnTheStatus() {
    assertThat(parse(0, -12, 3000)).isEqualTo(new WallClock(true, -12_000, 3_000_000));
    assertThat(parse(0x2000, -12, 3000)).isEqualTo(new WallClock(true, -12, 3_000_000));
  }

  @Test
  void clockThatNoServiceKeepsIsNotSynchronised() {
    assertThat(parse(0x0040, 0, 16_000_000).synchronised()).isFalse();
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void linuxTellsTheStateOfItsClock() {
    assertThat(Objects.requireNonNull(KernelClock.read()).errorNanos()).isNotNegative();
  }
}
