package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Sample;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** All shards together send the load that one machine would. */
class ShardedLoadTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private static List<LevelRun> runs(Map<Setting, String> settings) {
    Options options = Options.from(Command.SWEEP, RawOptions.fromFlags(settings, Map.of()));
    return LoadPlan.create(
            Command.SWEEP,
            options.loadOptions(),
            options.workloadOptions().trace(),
            List.of(Level.DEFAULT_TARGET))
        .slots()
        .stream()
        .map(LevelSlot::largest)
        .toList();
  }

  @ParameterizedTest
  @EnumSource(
      value = Arrivals.class,
      names = {"CONSTANT", "POISSON"})
  void dueTimesOfAllShardsAreThoseOfOneMachine(Arrivals arrivals) {
    SplittableRandom random = new SplittableRandom(1);
    for (int count = 1; count <= 25; count++) {
      Level level =
          new Level(
              0,
              random.nextDouble(1, 50),
              arrivals,
              random.nextInt(0, 300),
              random.nextLong(1, 20) * SECOND_NANOS,
              random.nextLong(0, 3) * SECOND_NANOS,
              0);
      ArrivalTimes whole = ArrivalTimes.draw(level, count);
      List<Long> due = new ArrayList<>();
      int ramp = 0;
      for (int index = 0; index < count; index++) {
        ArrivalTimes share = whole.shareOf(new Shard(index, count));
        assertThat(share.dueNanos()).isSorted();
        LongStream.of(share.dueNanos()).forEach(due::add);
        ramp += share.rampCount();
        for (int i = 0; i < share.dueNanos().length; i++) {
          assertThat(share.dueNanos()[i] < level.rampNanos()).isEqualTo(i < share.rampCount());
        }
      }
      assertThat(due)
          .containsExactlyInAnyOrderElementsOf(LongStream.of(whole.dueNanos()).boxed().toList());
      assertThat(ramp).isEqualTo(whole.rampCount());
    }
  }

  @Test
  void usersRatesAndRequestsOfAllShardsAddUp() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.CONCURRENCY, "17,41");
    settings.put(Setting.RATE, "10,33");
    settings.put(Setting.TOTAL, "100");
    settings.put(Setting.WARMUP, "20");
    settings.put(Setting.MAX_IN_FLIGHT, "50");
    List<LevelRun> whole = runs(settings);
    for (int count = 1; count <= 17; count++) {
      int[] users = new int[whole.size()];
      int[] total = new int[whole.size()];
      int[] warmup = new int[whole.size()];
      double[] rate = new double[whole.size()];
      int[] inFlight = new int[whole.size()];
      for (int index = 0; index < count; index++) {
        settings.put(Setting.SHARD, index + "/" + count);
        List<LevelRun> share = runs(settings);
        assertThat(share).hasSameSizeAs(whole);
        for (int i = 0; i < share.size(); i++) {
          Level plan = share.get(i).plan();
          users[i] += plan.concurrency();
          total[i] += plan.total();
          warmup[i] += plan.warmup();
          rate[i] += plan.rate();
          inFlight[i] += share.get(i).users();
          assertThat(plan.usesOpenModel() || plan.total() >= plan.concurrency()).isTrue();
        }
      }
      settings.remove(Setting.SHARD);
      for (int i = 0; i < whole.size(); i++) {
        Level plan = whole.get(i).plan();
        assertThat(users[i]).isEqualTo(plan.concurrency());
        assertThat(total[i]).isEqualTo(plan.total());
        assertThat(warmup[i]).isEqualTo(plan.warmup());
        assertThat(rate[i]).isCloseTo(plan.rate(), org.assertj.core.data.Offset.offset(1e-9));
        assertThat(inFlight[i]).isEqualTo(whole.get(i).users());
      }
    }
  }

  @Test
  void defaultRequestsAreEightForEachUserOfAShard() {
    assertThat(runs(Map.of(Setting.CONCURRENCY, "5", Setting.SHARD, "1/2")).getFirst().plan())
        .isEqualTo(Level.closed(2, 16, 10));
    for (String shard : List.of("0/3", "1/3", "2/3")) {
      Level plan = runs(Map.of(Setting.CONCURRENCY, "8", Setting.SHARD, shard)).getFirst().plan();
      assertThat(plan.total()).isEqualTo(8 * plan.concurrency());
    }
  }

  @Test
  void eachUserHasAsMuchToDoOnWhicheverShard() {
    for (int users = 1; users <= 20; users++) {
      for (int total = users; total <= 70; total++) {
        for (int count = 1; count <= users; count++) {
          int sum = 0;
          for (int index = 0; index < count; index++) {
            Shard shard = new Shard(index, count);
            Level share = LoadPlan.share(Level.closed(users, total, 0), shard);
            sum += share.total();
            int ofUser = total / users;
            int mostOfUser = total % users == 0 ? ofUser : ofUser + 1;
            assertThat(share.total())
                .isBetween(share.concurrency() * ofUser, share.concurrency() * mostOfUser);
          }
          assertThat(sum).isEqualTo(total);
        }
      }
    }
  }

  @Test
  void requestsOfAllShardsAreThoseOfOneMachineOverAllLevelsAndRounds() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.CONCURRENCY, "7,16");
    settings.put(Setting.RATE, "11");
    settings.put(Setting.TOTAL, "45");
    settings.put(Setting.ROUNDS, "2");
    for (int count = 2; count <= 7; count++) {
      List<Long> positions = new ArrayList<>();
      for (int index = 0; index < count; index++) {
        settings.put(Setting.SHARD, index + "/" + count);
        for (LevelRun level : runs(settings)) {
          level.prepare();
          level.start();
          for (PlannedRequest request = level.poll(); request != null; request = level.poll()) {
            positions.add(request.position());
          }
        }
      }
      assertThat(positions)
          .containsExactlyInAnyOrderElementsOf(LongStream.range(0, 6 * 45).boxed().toList());
    }
  }

  @Test
  void requestsAreTakenInTurnWhereTheirNumberDependsOnTime() {
    Map<Setting, String> settings = new EnumMap<>(Setting.class);
    settings.put(Setting.CONCURRENCY, "4");
    settings.put(Setting.DURATION, "1h");
    settings.put(Setting.RATE, "1");
    settings.put(Setting.SHARD, "1/2");
    for (LevelRun level : runs(settings)) {
      level.prepare();
      level.start();
      assertThat(level.poll()).extracting(PlannedRequest::position).isEqualTo(Sample.NONE);
    }
  }
}
