package dev.firsttoken.bench.report.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.terminal.ProgressSnapshot.RunProgress;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.RequestKind;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ProgressSnapshotTest {
  private static final long S_IN_NANOS = 1_000_000_000;
  private static final Throughput THROUGHPUT = new Throughput(9.6, 960, 100_000_000, 120_000_000);
  private static final Level CLOSED = Level.closed(32, 256, 64);
  private static final Level OPEN =
      new Level(0, 20, Arrivals.POISSON, 0, 30 * S_IN_NANOS, 4 * S_IN_NANOS, 8);

  @Test
  void lineShowsProgressThroughputAndTimeLeft() {
    assertThat(measured(CLOSED, 10, 64, 0).line())
        .isEqualTo(
            "c=32: 64 of 256 requests in 10.0 s, 32 in flight, 9.60 rps, TTFT p50/p95 100/120 ms,"
                + " 30 s left");
  }

  @Test
  void plainRequestsHaveALatencyAndNoTokens() {
    ProgressSnapshot plain = measured(CLOSED.ofKind(RequestKind.MICRO), 10, 64, 0);
    assertThat(plain.line())
        .isEqualTo(
            "c=32: 64 of 256 requests in 10.0 s, 32 in flight, 9.60 rps, latency p50/p95"
                + " 100/120 ms, 30 s left");
    assertThat(plain.barMessage(100)).contains("latency 100/120 ms").doesNotContain("tps", "TTFT");
  }

  @Test
  void levelBoundedByItsDurationIsCountedInSeconds() {
    assertThat(measured(OPEN, 12, 240, 0).line())
        .isEqualTo(
            "r=20/s: 12 of 30 s, 240 requests, 32 in flight, 9.60 rps, TTFT p50/p95 100/120 ms,"
                + " 18 s left");
  }

  @Test
  void requestsInFlightAfterTheDurationHaveNoTimeLeft() {
    ProgressSnapshot late = measured(OPEN, 40, 600, 0);
    assertThat(late.reached()).isEqualTo(30);
    assertThat(late.secondsLeft()).hasValue(0);
  }

  @Test
  void totalOrDurationEndsTheLevelWhicheverIsSooner() {
    Level both = new Level(1, 0, null, 100, 30 * S_IN_NANOS, 0, 0);
    assertThat(measured(both, 10, 50, 0).secondsLeft()).hasValue(10);
    assertThat(measured(both, 10, 10, 0).secondsLeft()).hasValue(20);
  }

  @Test
  void nothingIsEstimatedBeforeTheFirstResponse() {
    ProgressSnapshot first =
        new ProgressSnapshot(
            CLOSED, Phase.WARMUP, 0, 3 * S_IN_NANOS, 0, 32, 0, Throughput.NONE, null);
    assertThat(first.line()).isEqualTo("c=32 warm-up: 0 of 64 requests in 3.00 s, 32 in flight");
  }

  @Test
  void warmupBoundedByTimeIsCountedInSeconds() {
    Level plain = Level.closed(1, 0, 20_000).ofKind(RequestKind.MICRO);
    ProgressSnapshot warmup = warmup(plain, S_IN_NANOS, 100);
    assertThat(warmup.line())
        .isEqualTo("c=1 warm-up: 1 of 2 s, 100 requests, 1 in flight, 1 s left");
    assertThat(warmup.barMessage(40)).isEqualTo("1 s left, 1 in flight");
    assertThat(warmup(plain, S_IN_NANOS, 19_999).secondsLeft().orElseThrow()).isLessThan(0.01);
  }

  @Test
  void warmupThatOutlastsItsTimeIsNotEstimated() {
    assertThat(warmup(CLOSED, 3 * S_IN_NANOS, 8).line())
        .isEqualTo("c=32 warm-up: 2 of 2 s, 8 requests, 1 in flight");
    assertThat(warmup(CLOSED, S_IN_NANOS, 0).secondsLeft()).isEmpty();
  }

  private static ProgressSnapshot warmup(Level plan, long elapsedNanos, int ended) {
    return new ProgressSnapshot(
        plan, Phase.WARMUP, 2 * S_IN_NANOS, elapsedNanos, ended, 1, 0, Throughput.NONE, null);
  }

  @Test
  void lineIsNoWiderThanAHundredColumnsAndKeepsFailures() {
    assertThat(measured(CLOSED, 10, 64, 2).line())
        .isEqualTo(
            "c=32: 64 of 256 requests in 10.0 s, 9.60 rps, TTFT p50/p95 100/120 ms, 2 failed,"
                + " 30 s left");
    Level large =
        new Level(0, 12345.67, Arrivals.POISSON, 1_000_000, 0, 0, 0).inRound("a".repeat(32), 12, 0);
    assertThat(measured(large, 3, 500_000, 1000).line()).hasSizeLessThanOrEqualTo(100);
  }

  @Test
  void rampIsCountedInItsOwnSeconds() {
    ProgressSnapshot ramp =
        new ProgressSnapshot(OPEN, Phase.RAMP, 0, S_IN_NANOS, 5, 3, 0, Throughput.NONE, null);
    assertThat(ramp.line()).isEqualTo("r=20/s ramp: 1 of 4 s, 5 requests, 3 in flight, 3 s left");
  }

  @Test
  void barMessageDropsTheLowestPriorityPartFirst() {
    ProgressSnapshot snapshot = measured(CLOSED, 10, 64, 2);
    assertThat(snapshot.barMessage(69))
        .isEqualTo("30 s left, 32 in flight, 9.60 rps, 960 tps, TTFT 100/120 ms, 2 failed");
    assertThat(snapshot.barMessage(68))
        .isEqualTo("30 s left, 32 in flight, 9.60 rps, TTFT 100/120 ms, 2 failed");
    assertThat(snapshot.barMessage(31)).isEqualTo("30 s left, 9.60 rps, 2 failed");
    assertThat(snapshot.barMessage(0)).isEqualTo("30 s left");
  }

  @Test
  void barAndItsMessageFitAHundredColumns() {
    String rendered = render(measured(CLOSED, 10, 64, 0), 100);
    assertThat(rendered)
        .startsWith("c=32  25% [==")
        .endsWith(
            "]  64/256 (0:00:10) 30 s left, 32 in flight, 9.60 rps, 960 tps, TTFT 100/120 ms");
    assertThat(rendered.length()).isEqualTo(99);
  }

  @Test
  void barIsNeverWiderThanItsTerminal() {
    Level large = new Level(0, 12345.67, Arrivals.POISSON, 1_000_000, 0, 0, 0);
    for (ProgressSnapshot snapshot :
        List.of(measured(large, 3, 500_000, 1000), measured(OPEN, 1, 1, 1))) {
      for (int columns = 20; columns <= 120; columns += 20) {
        assertThat(render(snapshot, columns).length()).isLessThan(columns);
      }
      assertThat(render(snapshot, 100)).endsWith(" failed");
    }
  }

  @Test
  void runOfSeveralRoundsTellsTheRoundAndTheTimeLeftInAll() {
    Level level = Level.closed(8, 64, 0).inRound("express", 3, 8);
    RunProgress run = new RunProgress(5, 40, 50 * S_IN_NANOS);
    ProgressSnapshot snapshot =
        new ProgressSnapshot(level, Phase.MEASURED, 0, S_IN_NANOS, 32, 8, 0, Throughput.NONE, run);
    assertThat(snapshot.line())
        .isEqualTo(
            "round 3 express c=8: 32 of 64 requests in 1.00 s, 8 in flight, about 6 min left in"
                + " all");
    assertThat(snapshot.barMessage(40)).contains("about 6 min left in all");
  }

  private static ProgressSnapshot measured(Level plan, int seconds, int ended, int failed) {
    return new ProgressSnapshot(
        plan, Phase.MEASURED, 0, seconds * S_IN_NANOS, ended, 32, failed, THROUGHPUT, null);
  }

  /** The last line drawn, without the line that clears it. */
  private static String render(ProgressSnapshot snapshot, int columns) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (ProgressBarView progressBarView =
        new ProgressBarView(
            new Terminal(new PrintStream(bytes, true, StandardCharsets.UTF_8), columns))) {
      progressBarView.show(snapshot);
    }
    List<String> frames =
        bytes.toString(StandardCharsets.UTF_8).lines().filter(line -> !line.isBlank()).toList();
    return frames.getLast();
  }
}
