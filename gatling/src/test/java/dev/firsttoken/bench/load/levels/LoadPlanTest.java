package dev.firsttoken.bench.load.levels;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import io.netty.channel.DefaultEventLoop;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.LongStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LoadPlanTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private static LevelSequence levels(Command command, Map<Setting, String> settings) {
    Options options = Options.from(command, RawOptions.fromFlags(settings, Map.of()));
    return LoadPlan.create(
        command,
        options.loadOptions(),
        options.workloadOptions().trace(),
        List.of(Level.DEFAULT_TARGET));
  }

  private static List<LevelRun> runs(Command command, Map<Setting, String> settings) {
    return levels(command, settings).slots().stream().map(LevelSlot::largest).toList();
  }

  private static List<Level> sweep(Map<Setting, String> settings) {
    return runs(Command.SWEEP, settings).stream().map(LevelRun::plan).toList();
  }

  @Test
  void defaultIsEightRequestsPerUserAndFourWarmupRequests() {
    assertThat(sweep(Map.of()))
        .containsExactly(
            Level.closed(1, 8, 4), Level.closed(8, 64, 32), Level.closed(32, 256, 128));
  }

  @Test
  void durationAloneBoundsAClosedLevel() {
    assertThat(sweep(Map.of(Setting.CONCURRENCY, "2", Setting.DURATION, "10s", Setting.RAMP, "1s")))
        .containsExactly(new Level(2, 0, null, 0, 10 * SECOND_NANOS, SECOND_NANOS, 8));
  }

  @Test
  void totalAndDurationBothBoundALevel() {
    assertThat(sweep(Map.of(Setting.CONCURRENCY, "2", Setting.DURATION, "10s", Setting.TOTAL, "5")))
        .containsExactly(new Level(2, 0, null, 5, 10 * SECOND_NANOS, 0, 8));
  }

  @Test
  void plainRequestsHaveLevelsOfTheirKindWarmedUpByManyRequests() {
    assertThat(runs(Command.MICRO, Map.of(Setting.CONCURRENCY, "2")).stream().map(LevelRun::plan))
        .containsExactly(
            new Level(2, 0, null, 0, 10 * SECOND_NANOS, 0, 20_000).ofKind(RequestKind.MICRO));
    assertThat(
            runs(Command.MICRO, Map.of(Setting.RATE, "5", Setting.TOTAL, "9")).stream()
                .map(LevelRun::plan))
        .containsExactly(
            new Level(0, 5, Arrivals.POISSON, 9, 0, 0, 20_000).ofKind(RequestKind.MICRO));
  }

  @Test
  void timedWarmupMayTakeItsTimeAndOneRequest() {
    Duration timeout = Duration.ofSeconds(100);

    // Of one user: 2 s and a timeout of warm-up, 10 s and three timeouts of load.
    LevelRun closed = runs(Command.MICRO, Map.of(Setting.CONCURRENCY, "1")).getFirst();
    assertThat(closed.maxDuration(timeout).toSeconds()).isEqualTo(2 + 100 + 10 + 3 * 100);
    LevelRun open =
        runs(Command.MICRO, Map.of(Setting.RATE, "5", Setting.DURATION, "10s")).getFirst();
    assertThat(open.maxDuration(timeout)).isLessThan(Duration.ofMinutes(7));
    LevelRun counted =
        runs(Command.MICRO, Map.of(Setting.CONCURRENCY, "1", Setting.WARMUP, "20")).getFirst();
    assertThat(counted.maxDuration(timeout).toSeconds()).isEqualTo(20 * 100 + 10 + 3 * 100);
  }

  @Test
  void openLevelsFollowClosedLevels() {
    Map<Setting, String> mix =
        Map.of(
            Setting.CONCURRENCY, "2",
            Setting.RATE, "5,20",
            Setting.ARRIVALS, "constant",
            Setting.TOTAL, "10",
            Setting.WARMUP, "3");

    assertThat(sweep(mix))
        .containsExactly(
            Level.closed(2, 10, 3),
            new Level(0, 5, Arrivals.CONSTANT, 10, 0, 0, 3),
            new Level(0, 20, Arrivals.CONSTANT, 10, 0, 0, 3));
    assertThat(runs(Command.SWEEP, mix)).extracting(LevelRun::index).containsExactly(0, 1, 2);
    assertThat(runs(Command.SWEEP, mix)).extracting(LevelRun::users).containsExactly(2, 10, 10);
  }

  @Test
  void traceIsItsOwnLevelWithItsMeanRate(@TempDir Path dir) throws IOException {
    String lines =
        """
        {"timestamp":0,"input_length":1,"output_length":1}
        {"timestamp":100,"input_length":1,"output_length":1}
        {"timestamp":3000,"input_length":1,"output_length":1}
        {"timestamp":3000,"input_length":1,"output_length":1}
        """;
    String file = Files.writeString(dir.resolve("trace"), lines).toString();

    Map<Setting, String> replay = Map.of(Setting.TRACE, file, Setting.MAX_IN_FLIGHT, "3");
    assertThat(sweep(replay))
        .containsExactly(new Level(0, 1.33, Arrivals.TRACE, 4, 3 * SECOND_NANOS, 0, 32));
    assertThat(runs(Command.SWEEP, replay)).extracting(LevelRun::users).containsExactly(3);

    OpenLevel level = (OpenLevel) runs(Command.SWEEP, replay).getFirst();
    level.prepare();
    level.start();
    long[] due =
        LongStream.generate(() -> Objects.requireNonNull(level.poll()).dueNanos())
            .limit(4)
            .toArray();
    assertThat(new long[] {due[1] - due[0], due[2] - due[0], due[3] - due[0]})
        .containsExactly(SECOND_NANOS / 10, 3 * SECOND_NANOS, 3 * SECOND_NANOS);
  }

  @Test
  void openLevelLasts30SecondsByDefault() {
    assertThat(sweep(Map.of(Setting.RATE, "2.5")))
        .containsExactly(new Level(0, 2.5, Arrivals.POISSON, 0, 30 * SECOND_NANOS, 0, 32));
  }

  @Test
  void openLevelHasAtMostMaxInFlightUsers() {
    Map<Setting, String> bounded =
        Map.of(Setting.RATE, "100", Setting.TOTAL, "50", Setting.MAX_IN_FLIGHT, "7");

    assertThat(runs(Command.SWEEP, bounded)).extracting(LevelRun::users).containsExactly(7);
  }

  @Test
  void rateSearchStartsAtTwentyRequestsAProbeOrASixteenthOfTheMax() {
    assertThat(firstRate("1600", Setting.DURATION, "10s")).isEqualTo(100);
    assertThat(firstRate("16", Setting.DURATION, "10s")).isEqualTo(2);
    assertThat(firstRate("1", Setting.DURATION, "30s")).isEqualTo(0.667);
    assertThat(firstRate("0.5", Setting.DURATION, "10s")).isEqualTo(0.5);
    assertThat(firstRate("1.6", Setting.TOTAL, "10")).isEqualTo(0.1);
  }

  /** First rate of a search up to a max. */
  private static double firstRate(String max, Setting bound, String extent) {
    Map<Setting, String> settings =
        Map.of(Setting.FIND_MAX, "true", Setting.SLO, "error<1%", Setting.RATE, max, bound, extent);
    LevelSlot first = levels(Command.SWEEP, settings).slots().getFirst();
    first.join(new DefaultEventLoop(), entry -> {});
    return first.level().plan().rate();
  }

  @Test
  void runHasOneUserWhateverElseIsSet() {
    assertThat(runs(Command.RUN, Map.of(Setting.REPEAT, "3")).getFirst().plan())
        .isEqualTo(Level.closed(1, 3, 0));
  }

  @Test
  void maxDurationSumsAllLevelsAndIsAtMostTwentyDays() {
    Duration timeout = Duration.ofSeconds(10);
    Map<Setting, String> timed = Map.of(Setting.CONCURRENCY, "1,2", Setting.DURATION, "20s");
    Duration each = runs(Command.SWEEP, timed).getFirst().maxDuration(timeout);

    assertThat(levels(Command.SWEEP, timed).maxDuration(timeout))
        .isEqualTo(each.multipliedBy(2).plusSeconds(20));
    assertThat(levels(Command.SWEEP, timed).maxDuration(Duration.ofDays(10)))
        .isEqualTo(Duration.ofDays(20));
  }
}
