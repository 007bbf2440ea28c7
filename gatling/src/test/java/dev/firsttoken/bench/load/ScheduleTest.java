package dev.firsttoken.bench.load;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Phase;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  private static Schedule of(int mostAtOnce, int ramp, long... dueNanos) {
    return new Schedule(() -> new Arrivals(dueNanos, ramp), mostAtOnce);
  }

  @Test
  void dueTimesAreHandedOutInTheirOrderFromTheStart() {
    Schedule schedule = of(10, 1, 0, 200, 300);
    schedule.draw();
    schedule.startAt(1_000);
    schedule.startAt(5_000);

    assertThat(schedule.more()).isTrue();
    assertThat(schedule.take()).isEqualTo(new Due(0, Phase.RAMP, 1_000));
    assertThat(schedule.take()).isEqualTo(new Due(1, Phase.MEASURED, 1_200));
    assertThat(schedule.take()).isEqualTo(new Due(2, Phase.MEASURED, 1_300));
    assertThat(schedule.more()).isFalse();
    assertThat(schedule.take()).isNull();
    assertThat(schedule.take()).isNull();
  }

  @Test
  void takesAsManyUsersAsRequestsButNoMoreThanMayBeInFlight() {
    assertThat(of(10, 0, 1, 2, 3).users()).isEqualTo(3);
    assertThat(of(2, 0, 1, 2, 3).users()).isEqualTo(2);
    assertThat(of(2, 0).users()).isEqualTo(1);
  }

  @Test
  void knowsItsLengthBeforeItIsDrawnForUse() {
    Schedule schedule = of(1, 0, 5, 9);

    assertThat(schedule.size()).isEqualTo(2);
    assertThat(schedule.lastNanos()).isEqualTo(9);
    assertThat(of(1, 0).lastNanos()).isZero();
  }

  @Test
  void timesAreDrawnOnceToBeCountedAndOnceToBeUsed() {
    AtomicInteger draws = new AtomicInteger();
    Schedule schedule =
        new Schedule(
            () -> {
              draws.incrementAndGet();
              return new Arrivals(new long[] {7}, 0);
            },
            1);
    assertThat(draws).hasValue(1);

    schedule.draw();
    schedule.startAt(100);
    assertThat(schedule.take()).isEqualTo(new Due(0, Phase.MEASURED, 107));
    assertThat(draws).hasValue(2);
  }
}
