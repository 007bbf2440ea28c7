package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * What a run measured.
 *
 * @param levels one for each of the plan
 * @param runs the measured requests of {@code run} and {@code smoke}
 * @param partial the run was interrupted
 * @param differences between results that were merged
 */
public record Result(
    RunHeader header,
    List<LevelSummary> levels,
    List<Run> runs,
    boolean partial,
    List<Warning> differences) {

  public Result {
    levels = List.copyOf(levels);
    runs = List.copyOf(runs);
    differences = List.copyOf(differences);
  }

  /** The whole result as indented JSON, schema {@code firsttoken.result/1}. */
  public String json() {
    return ResultJson.of(this);
  }

  /** Measured requests that were answered well, over all levels. */
  public int ok() {
    return levels.stream().mapToInt(LevelSummary::ok).sum();
  }

  /** Measured requests that failed, over all levels. */
  public int failed() {
    return levels.stream().mapToInt(LevelSummary::failed).sum();
  }

  /** Measured requests that the end of the run cut off, over all levels. */
  public int aborted() {
    return levels.stream().mapToInt(LevelSummary::aborted).sum();
  }

  /** The times of the runs that were answered well. */
  public List<RequestTimes> answered() {
    return runs.stream().map(Run::times).filter(Objects::nonNull).toList();
  }

  /** Over all levels. */
  public Map<Outcome, Failure> failures() {
    Map<Outcome, Failure> all = new EnumMap<>(Outcome.class);
    for (LevelSummary level : levels) {
      level.failures().forEach((how, failure) -> all.merge(how, failure, Failure::and));
    }
    return all;
  }

  /** The SLO says how many requests may fail. */
  public boolean toleratesErrors() {
    return levels.stream()
        .flatMap(level -> level.slo().stream())
        .anyMatch(check -> check.objective().subject().equals("error"));
  }

  /** What one of the levels says of its load, in a run that searched for the highest. */
  public Probe probe(LevelSummary level) {
    return Probe.of(level, this);
  }

  /** What the search came to; null where there was none. */
  public @Nullable Finding finding() {
    return searched() ? Finding.of(this) : null;
  }

  /**
   * The highest load that meets the SLO, of a run that searched for it; null where none does, and
   * where that is not known.
   */
  public @Nullable LevelSummary found() {
    Finding finding = finding();
    return finding != null && finding.decided() ? finding.best() : null;
  }

  /** The search for the highest load came to no answer. */
  public boolean undecided() {
    Finding finding = finding();
    return finding != null && !finding.decided();
  }

  /** The run was to find the highest load that meets the SLO. */
  public boolean searched() {
    // An option that is off is shown too.
    return "true".equals(header.options().get("find-max"));
  }

  /** Every level meets the SLO or, in a search, the one that was found does. */
  public boolean meets() {
    return searched() ? found() != null : breaches().isEmpty();
  }

  /** A sentence for each limit that a level missed; a search that found one has missed none. */
  public List<String> breaches() {
    if (found() != null) {
      return List.of();
    }
    List<String> breaches = new ArrayList<>();
    for (LevelSummary level : levels) {
      String where = levels.size() == 1 ? "" : " at " + level.level().label();
      for (SloCheck check : level.slo()) {
        if (!check.met()) {
          breaches.add("SLO missed" + where + ": " + check.sentence() + ".");
        }
      }
    }
    if (breaches.isEmpty() && searched() && !undecided()) {
      breaches.add("SLO missed: the least load that was tried was not borne.");
    }
    return breaches;
  }

  /** What the numbers could not see, or should not be read without. */
  public List<Warning> warnings() {
    return Warnings.of(this);
  }

  /** Whether the numbers of one of the levels can be trusted: every check made of it, in order. */
  public List<Check> trust(LevelSummary level) {
    return Trust.of(level, header, partial);
  }

  /**
   * No check failed: something was answered, and the numbers agree with each other, in each of what
   * was merged.
   */
  public boolean valid() {
    return levels.stream()
            .flatMap(level -> trust(level).stream())
            .noneMatch(check -> check.verdict() == Check.Verdict.FAIL)
        && differences.stream().noneMatch(doubt -> doubt.code().invalidates());
  }
}
