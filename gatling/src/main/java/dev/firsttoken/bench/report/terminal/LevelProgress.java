package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.summary.LevelAccumulator;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Progress of the current level: its numbers so far, and when each phase started. */
public final class LevelProgress {
  private static final List<Phase> LAST_FIRST = List.of(Phase.MEASURED, Phase.RAMP, Phase.WARMUP);

  private final LevelAccumulator level;
  private final long startNanos;

  /** Send time of the first request that ended in each phase. */
  private final Map<Phase, Long> phaseStartNanos = new EnumMap<>(Phase.class);

  /**
   * @param level fed with the same samples as this
   * @param startNanos start of the level
   */
  public LevelProgress(LevelAccumulator level, long startNanos) {
    this.level = level;
    this.startNanos = startNanos;
  }

  /** Adds a sample of this level. */
  public void add(Sample sample) {
    phaseStartNanos.putIfAbsent(sample.phase(), sample.sendNanos());
  }

  /**
   * Takes a snapshot.
   *
   * @param warmupNanos time limit of the warm-up, or 0 if only its requests are counted
   * @param run the run as a whole, or null if it has only one round
   */
  public ProgressSnapshot snapshot(
      long nowNanos, int inFlight, long warmupNanos, ProgressSnapshot.@Nullable RunProgress run) {
    Phase phase = phase();
    return new ProgressSnapshot(
        level.level(),
        phase,
        warmupNanos,
        nowNanos - phaseStartNanos.getOrDefault(phase, startNanos),
        level.ended(phase),
        inFlight,
        level.failed(),
        Throughput.of(level),
        run);
  }

  /** The last phase in which a request has ended; before that, the first phase of the plan. */
  private Phase phase() {
    return LAST_FIRST.stream()
        .filter(phaseStartNanos::containsKey)
        .findFirst()
        .orElseGet(this::firstPhase);
  }

  private Phase firstPhase() {
    if (level.level().warmup() > 0) {
      return Phase.WARMUP;
    }
    return level.level().rampNanos() > 0 ? Phase.RAMP : Phase.MEASURED;
  }
}
