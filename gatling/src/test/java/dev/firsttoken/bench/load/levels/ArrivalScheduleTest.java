package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RunHeader.RecordedShard.LevelShare.DueTimes;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ArrivalScheduleTest {
  private static ArrivalSchedule of(int maxInFlight, int ramp, long... dueNanos) {
    return new ArrivalSchedule(() -> new ArrivalTimes(dueNanos, ramp), maxInFlight);
  }

  @Test
  void dueTimesAreHandedOutInTheirOrderFromTheStart() {
    ArrivalSchedule arrivalSchedule = of(10, 1, 0, 200, 300);
    arrivalSchedule.draw();
    arrivalSchedule.startAt(1_000);
    arrivalSchedule.startAt(5_000);

    assertThat(arrivalSchedule.hasMore()).isTrue();
    assertThat(arrivalSchedule.poll()).isEqualTo(new PlannedRequest(0, Phase.RAMP, 1_000));
    assertThat(arrivalSchedule.poll()).isEqualTo(new PlannedRequest(1, Phase.MEASURED, 1_200));
    assertThat(arrivalSchedule.poll()).isEqualTo(new PlannedRequest(2, Phase.MEASURED, 1_300));
    assertThat(arrivalSchedule.hasMore()).isFalse();
    assertThat(arrivalSchedule.poll()).isNull();
    assertThat(arrivalSchedule.poll()).isNull();
  }

  @Test
  void usersAreAsManyAsRequestsButAtMostMaxInFlight() {
    assertThat(of(10, 0, 1, 2, 3).users()).isEqualTo(3);
    assertThat(of(2, 0, 1, 2, 3).users()).isEqualTo(2);
    assertThat(of(2, 0).users()).isEqualTo(1);
  }

  @Test
  void firstAndLastMeasuredDueTimesAreKnownBeforeTheDraw() {
    assertThat(of(10, 1, 5, 200, 300, 400).measured()).isEqualTo(new DueTimes(200, 400));
    assertThat(of(10, 2, 1, 2).measured()).isNull();
    assertThat(of(10, 0).measured()).isNull();
  }

  @Test
  void sizeIsKnownBeforeTheDraw() {
    ArrivalSchedule arrivalSchedule = of(1, 0, 5, 9);

    assertThat(arrivalSchedule.size()).isEqualTo(2);
    assertThat(arrivalSchedule.lastNanos()).isEqualTo(9);
    assertThat(of(1, 0).lastNanos()).isZero();
  }

  @Test
  void timesAreDrawnOnceForTheCountAndOnceForUse() {
    AtomicInteger draws = new AtomicInteger();
    ArrivalSchedule arrivalSchedule =
        new ArrivalSchedule(
            () -> {
              draws.incrementAndGet();
              return new ArrivalTimes(new long[] {7}, 0);
            },
            1);
    assertThat(draws).hasValue(1);

    arrivalSchedule.draw();
    arrivalSchedule.startAt(100);
    assertThat(arrivalSchedule.poll()).isEqualTo(new PlannedRequest(0, Phase.MEASURED, 107));
    assertThat(draws).hasValue(2);
  }
}
