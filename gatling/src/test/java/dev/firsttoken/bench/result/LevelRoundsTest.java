package dev.firsttoken.bench.result;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelBegin;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.LevelEnd.ServerCost;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.timeline.LevelTimeline;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LevelRoundsTest {
  private static final long MS = 1_000_000;
  private static final long SECOND = 1_000 * MS;

  private final Summarizer summarizer =
      new Summarizer(TestRun.header("compare", Map.of("mode", "synthetic")));
  private int index = -1;
  private long now;

  private void begin(String target, int round) {
    index++;
    summarizer.add(new LevelBegin(index, Level.closed(1, 2, 1).inRound(target, round, 1)));
    summarizer.add(sample(9).warmup().sample());
  }

  /** The user sends its next request when the last response is complete. */
  private TestSample sample(long millis) {
    long send = now;
    now += millis * MS;
    return TestSample.at(send, now).level(index);
  }

  private void end(int sent, long cpuMillis, long rssBytes) {
    ServerCost server = new ServerCost(SECOND, cpuMillis * MS, rssBytes, 4, 1, "pid 1");
    summarizer.add(new LevelEnd(index, 1, 0, sent, null, null, server, null));
  }

  private void round(String target, int round, long millis) {
    begin(target, round);
    summarizer.add(sample(millis).sample());
    summarizer.add(sample(millis).sample());
    end(2, 10L * round, 100L * round);
  }

  @Test
  void roundsOfALoadBecomeOneLevelThatKeepsTheirValues() {
    round("a", 1, 10);
    round("b", 1, 40);
    round("b", 2, 50);
    round("a", 2, 20);

    List<LevelResult> levels = summarizer.result(false).levels();
    assertThat(levels).extracting(level -> level.level().target()).containsExactly("a", "b");
    LevelResult a = levels.getFirst();
    assertThat(a.ok()).isEqualTo(4);
    assertThat(a.isValid()).isTrue();
    assertThat(a.summary().counts().warmup()).isEqualTo(2);
    assertThat(a.rounds()).extracting(RoundResult::round).containsExactly(1, 2);
    assertThat(a.rounds())
        .extracting(round -> round.value(RoundMetric.TTFT_P50))
        .containsExactly(10.0, 20.0);
    assertThat(RoundMetric.TTFT_P99.of(a.summary())).as("of all samples").isEqualTo(20.0);
  }

  @Test
  void costsAddUpAndPeaksAreTheHighest() {
    round("a", 1, 10);
    round("a", 2, 10);

    LevelResult a = summarizer.result(false).levels().getFirst();
    assertThat(RoundMetric.CPU_PER_100K_FRAMES.of(a.summary())).isEqualTo(30.0 * 100_000 / 4);
    assertThat(RoundMetric.PEAK_RSS_BYTES.of(a.summary())).isEqualTo(200);
    assertThat(a.rounds())
        .extracting(round -> round.value(RoundMetric.CPU_PER_100K_FRAMES))
        .containsExactly(500_000.0, 1_000_000.0);
  }

  @Test
  void roundThatLostARequestIsInDoubt() {
    round("a", 1, 10);
    begin("a", 2);
    summarizer.add(sample(10).sample());
    end(2, 10, 1);

    List<RoundResult> rounds = summarizer.result(false).levels().getFirst().rounds();
    assertThat(rounds).extracting(RoundResult::isValid).containsExactly(true, false);
    assertThat(rounds.getLast().doubt()).contains("Sent 2: 1 succeeded");
  }

  @Test
  void targetThatFailedIsMarkedAndItsRoundIsInDoubt() {
    round("a", 1, 10);
    round("b", 1, 10);
    begin("a", 2);
    summarizer.add(new Entry.TargetFailure(index, "a", "it ended with exit status 1."));
    end(0, 0, 1);
    round("b", 2, 10);

    Result result = summarizer.result(false);
    assertThat(result.targetFailures())
        .containsExactly(Map.entry("a", "it ended with exit status 1."));
    assertThat(result.levels().getFirst().rounds().getLast().doubt())
        .isEqualTo("it ended with exit status 1.");
    assertThat(result.levels().getFirst().isValid()).as("less than planned is no loss").isTrue();
    assertThat(result.levels().getLast().rounds()).allMatch(RoundResult::isValid);
  }

  @Test
  void interruptedRoundIsInDoubt() {
    round("a", 1, 10);
    begin("a", 2);
    summarizer.add(sample(10).sample());

    assertThat(summarizer.result(true).levels().getFirst().rounds().getLast().doubt())
        .isEqualTo("The round was interrupted.");
  }

  @Test
  void interruptionInALaterRoundLosesNoRequest() {
    round("a", 1, 10);
    begin("a", 2);
    summarizer.add(sample(10).sample());

    LevelResult level = summarizer.result(true).levels().getFirst();
    assertThat(level.sent()).isEqualTo(3);
    assertThat(level.conserved()).isTrue();
    assertThat(level.isValid()).isTrue();
  }

  @Test
  void roundInWhichTheRunStoppedIsInDoubtThoughItsLevelEnded() {
    round("a", 1, 10);
    round("b", 1, 10);
    round("a", 2, 10);

    Result result = summarizer.result(RunEnd.stopped("fewer than two servers are left"));
    assertThat(result.levels().getFirst().rounds())
        .extracting(RoundResult::isValid)
        .containsExactly(true, false);
    assertThat(result.levels().getLast().rounds()).allMatch(RoundResult::isValid);
  }

  @Test
  void requestLessThanPlannedPutsARoundInDoubt() {
    begin("a", 1);
    summarizer.add(sample(10).sample());
    end(1, 10, 1);
    round("b", 1, 10);

    assertThat(summarizer.result(true).levels().getFirst().rounds().getFirst().isValid()).isFalse();
  }

  @Test
  void roundsAreJoinedAgainOnlyIfOneHasChanged() {
    round("a", 1, 10);
    round("a", 2, 10);
    LevelTimeline before = timelineOf("a");
    round("b", 1, 10);

    assertThat(timelineOf("a")).isSameAs(before);
    round("a", 3, 10);
    assertThat(timelineOf("a").slowest()).hasSize(before.slowest().size() + 2);
    assertThat(nanos(timelineOf("a"))).isEqualTo(nanos(before) * 3 / 2);
  }

  private static long nanos(LevelTimeline timeline) {
    return requireNonNull(timeline.series()).widthNanos().stream().mapToLong(Long::longValue).sum();
  }

  private LevelTimeline timelineOf(String target) {
    return summarizer.result(true).levels().stream()
        .filter(level -> level.level().target().equals(target))
        .findFirst()
        .orElseThrow()
        .timeline();
  }

  @Test
  void levelsOfOneRoundWithTheSameLoadStayApart() {
    round("a", 1, 10);
    round("a", 1, 20);
    assertThat(summarizer.result(false).levels()).hasSize(2);
  }
}
