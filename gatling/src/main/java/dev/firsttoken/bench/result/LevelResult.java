package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.timeline.LevelTimeline;
import dev.firsttoken.bench.trust.LevelChecks;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import java.util.List;
import java.util.Map;

/**
 * Numbers of one level, and the checks that say whether they can be trusted.
 *
 * @param sent measured requests that were started
 * @param conserved whether every request that was sent has one outcome
 * @param checks every check of the numbers, in display order
 * @param slo one entry for each objective, in order; empty without an SLO
 * @param verdict what the level says about its load in a search for the highest
 * @param rounds headline values of each round, in order; empty if the rounds are not known
 * @param timeline its course, if that is known
 */
public record LevelResult(
    LevelSummary summary,
    int sent,
    boolean conserved,
    List<TrustCheck> checks,
    List<SloCheck> slo,
    ProbeVerdict verdict,
    List<RoundResult> rounds,
    LevelTimeline timeline) {

  /**
   * Judges the numbers of one level.
   *
   * @param rounds headline values of each round; empty if they are not known
   * @param partial whether the run was interrupted
   * @param known checks that earlier results made and that the numbers can't give again
   */
  public static LevelResult of(
      LevelSummary summary,
      List<RoundResult> rounds,
      RunHeader header,
      boolean partial,
      Map<Kind, TrustCheck> known) {
    List<TrustCheck> checks = LevelChecks.evaluate(summary, header, partial, known);
    List<SloCheck> slo = SloCheck.evaluate(summary, header.settings().slo());
    return new LevelResult(
        summary,
        summary.sent(partial),
        summary.isConserved(partial),
        checks,
        slo,
        ProbeVerdict.classify(summary, checks, slo, header.settings()),
        List.copyOf(rounds),
        LevelTimeline.UNKNOWN);
  }

  /** Returns the same result with the course of the level. */
  public LevelResult withTimeline(LevelTimeline known) {
    return new LevelResult(summary, sent, conserved, checks, slo, verdict, rounds, known);
  }

  public Level level() {
    return summary.level();
  }

  public int ok() {
    return summary.ok();
  }

  public int failed() {
    return summary.failed();
  }

  /** Returns true if no check of the numbers failed. */
  public boolean isValid() {
    return checks.stream().noneMatch(TrustCheck::hasFailed);
  }
}
