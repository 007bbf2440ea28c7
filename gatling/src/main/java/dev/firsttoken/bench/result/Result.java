package dev.firsttoken.bench.result;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.summary.RequestSummary;
import dev.firsttoken.bench.summary.RequestTimes;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.trust.LevelChecks;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.Warning;
import dev.firsttoken.bench.trust.Warnings;
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
 * @param requests the measured requests of {@code run} and {@code smoke}
 * @param partial the run was interrupted
 * @param differences between results that were merged
 */
public record Result(
    RunHeader header,
    List<LevelSummary> levels,
    List<RequestSummary> requests,
    boolean partial,
    List<Warning> differences) {

  public Result {
    levels = List.copyOf(levels);
    requests = List.copyOf(requests);
    differences = List.copyOf(differences);
  }

  /** The whole result as indented JSON, schema {@code firsttoken.result/1}. */
  public String toJson() {
    return ResultJson.format(this);
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
  public List<RequestTimes> responseTimes() {
    return requests.stream().map(RequestSummary::times).filter(Objects::nonNull).toList();
  }

  /** Over all levels. */
  public Map<Outcome, Failure> failures() {
    Map<Outcome, Failure> all = new EnumMap<>(Outcome.class);
    for (LevelSummary level : levels) {
      level.failures().forEach((outcome, failure) -> all.merge(outcome, failure, Failure::merge));
    }
    return all;
  }

  /** The SLO says how many requests may fail. */
  public boolean allowsErrors() {
    return levels.stream()
        .flatMap(level -> level.slo().stream())
        .anyMatch(check -> check.objective().subject().equals("error"));
  }

  /** What one of the levels says of its load, in a run that searched for the highest. */
  public ProbeVerdict probeVerdict(LevelSummary level) {
    return ProbeVerdict.classify(level, this);
  }

  /** What the search came to; null where there was none. */
  public @Nullable SearchResult searchResult() {
    return isSearch() ? SearchResult.of(this) : null;
  }

  /**
   * The highest load that meets the SLO, of a run that searched for it; null where none does, and
   * where that is not known.
   */
  public @Nullable LevelSummary foundLevel() {
    SearchResult searchResult = searchResult();
    return searchResult != null && searchResult.decided() ? searchResult.best() : null;
  }

  /** The search for the highest load came to no answer. */
  public boolean isSearchUndecided() {
    SearchResult searchResult = searchResult();
    return searchResult != null && !searchResult.decided();
  }

  /** The run was to find the highest load that meets the SLO. */
  public boolean isSearch() {
    // An option that is off is shown too.
    return "true".equals(header.options().get("find-max"));
  }

  /** Every level meets the SLO or, in a search, the one that was found does. */
  public boolean meetsSlo() {
    return isSearch() ? foundLevel() != null : breaches().isEmpty();
  }

  /** A sentence for each limit that a level missed; a search that found one has missed none. */
  public List<String> breaches() {
    if (foundLevel() != null) {
      return List.of();
    }
    List<String> breaches = new ArrayList<>();
    for (LevelSummary level : levels) {
      String where = levels.size() == 1 ? "" : " at " + level.level().label();
      for (SloCheck check : level.slo()) {
        if (!check.met()) {
          breaches.add("SLO missed" + where + ": " + check.message() + ".");
        }
      }
    }
    if (breaches.isEmpty() && isSearch() && !isSearchUndecided()) {
      breaches.add("SLO missed: the least load that was tried was not borne.");
    }
    return breaches;
  }

  /** What the numbers could not see, or should not be read without. */
  public List<Warning> warnings() {
    return Warnings.collect(this);
  }

  /** Whether the numbers of one of the levels can be trusted: every check made of it, in order. */
  public List<TrustCheck> checks(LevelSummary level) {
    return LevelChecks.evaluate(level, header, partial);
  }

  /**
   * No check failed: something was answered, and the numbers agree with each other, in each of what
   * was merged.
   */
  public boolean isValid() {
    return levels.stream()
            .flatMap(level -> checks(level).stream())
            .noneMatch(trustCheck -> trustCheck.verdict() == TrustCheck.Verdict.FAIL)
        && differences.stream().noneMatch(difference -> difference.code().invalidates());
  }
}
