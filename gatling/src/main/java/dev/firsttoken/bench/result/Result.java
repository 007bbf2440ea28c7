package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.FailureKind;
import dev.firsttoken.bench.summary.RequestSummary;
import dev.firsttoken.bench.summary.RequestTimes;
import dev.firsttoken.bench.summary.SloCheck;
import dev.firsttoken.bench.trust.Warning;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Numbers of a run. JSON, CSV and the terminal's tables are pure functions of it.
 *
 * @param levels in the order of the plan
 * @param requests the measured requests of {@code run} and {@code smoke}
 * @param partial whether the run ended before the end of its plan
 * @param search outcome of the search for the highest load, or null if the run did not search
 * @param warnings what the numbers can't show, or should not be read without
 * @param targetFailures reason by target, for targets that failed in the run
 * @param shards the parts that it was merged of, or null if it is no merged load
 */
public record Result(
    RunHeader header,
    List<LevelResult> levels,
    List<RequestSummary> requests,
    boolean partial,
    @Nullable SearchResult search,
    List<Warning> warnings,
    Map<String, String> targetFailures,
    @Nullable MergedShards shards) {
  /** Name and version of the JSON format. */
  public static final String SCHEMA = "firsttoken.result/1";

  /** Name of its file in the directory of a run. */
  public static final String FILE_NAME = "result.json";

  public Result {
    levels = List.copyOf(levels);
    requests = List.copyOf(requests);
    warnings = List.copyOf(warnings);
    targetFailures = Collections.unmodifiableMap(new LinkedHashMap<>(targetFailures));
  }

  /** Creates a result that is not merged of shards. */
  public Result(
      RunHeader header,
      List<LevelResult> levels,
      List<RequestSummary> requests,
      boolean partial,
      @Nullable SearchResult search,
      List<Warning> warnings,
      Map<String, String> targetFailures) {
    this(header, levels, requests, partial, search, warnings, targetFailures, null);
  }

  /** Returns the same result of a load that several machines have sent. */
  public Result ofShards(MergedShards merged) {
    return new Result(
        header,
        levels,
        requests,
        partial || !merged.missing().isEmpty(),
        search,
        warnings,
        targetFailures,
        merged);
  }

  /** Closes the levels of a run into its result. */
  static Result of(
      RunHeader header,
      List<LevelResult> levels,
      List<RequestSummary> requests,
      Map<String, String> targetFailures,
      RunEnd end) {
    boolean partial = !end.isComplete();
    SearchResult search = header.settings().findMax() ? SearchResult.of(levels, partial) : null;
    List<Warning> warnings = new WarningCollector(header, levels).collect(search, end);
    return new Result(header, levels, requests, partial, search, warnings, targetFailures);
  }

  /**
   * Closes merged levels into a result.
   *
   * @param known warnings that the merged results carry and that the levels can't give again
   */
  public static Result ofMerged(
      RunHeader header, List<LevelResult> levels, boolean partial, List<Warning> known) {
    RunEnd end = partial ? RunEnd.INTERRUPTED : RunEnd.COMPLETE;
    Result result = of(header, levels, List.of(), Map.of(), end);
    List<Warning> warnings = new ArrayList<>(known);
    warnings.addAll(result.warnings());
    return new Result(header, levels, List.of(), partial, result.search(), warnings, Map.of());
  }

  /** Returns the number of measured requests that succeeded, over all levels. */
  public int ok() {
    return levels.stream().mapToInt(LevelResult::ok).sum();
  }

  /** Returns the number of measured requests that failed, over all levels. */
  public int failed() {
    return levels.stream().mapToInt(LevelResult::failed).sum();
  }

  /** Returns the number of measured requests that the end of the run cut off. */
  public int aborted() {
    return levels.stream().mapToInt(level -> level.summary().aborted()).sum();
  }

  /** Returns the times of the single requests that succeeded. */
  public List<RequestTimes> responseTimes() {
    return requests.stream().map(RequestSummary::times).filter(Objects::nonNull).toList();
  }

  /** Returns the failures of all levels by cause. */
  public SortedMap<FailureKind, Failure> failures() {
    SortedMap<FailureKind, Failure> all = new TreeMap<>();
    for (LevelResult level : levels) {
      level
          .summary()
          .failures()
          .forEach((kind, failure) -> all.merge(kind, failure, Failure::merge));
    }
    return all;
  }

  /** Says why a target was not measured, or not to the end; null if it was. */
  public @Nullable String failureOf(RunHeader.Target target) {
    return target.failure() == null ? targetFailures.get(target.name()) : target.failure();
  }

  /** Returns true if every server of a comparison was measured to the end. */
  public boolean allTargetsMeasured() {
    return header.targets().stream().allMatch(target -> failureOf(target) == null);
  }

  /** Returns true if the SLO limits how many requests may fail. */
  public boolean allowsErrors() {
    return header.settings().allowsErrors();
  }

  /**
   * Returns the level that the search found.
   *
   * @return the highest level that meets the SLO, or null if the run did not search, found none, or
   *     is inconclusive
   */
  public @Nullable LevelResult foundLevel() {
    return search == null ? null : search.found();
  }

  /** Returns true if the run searched for the highest load and is inconclusive. */
  public boolean isSearchUndecided() {
    return search != null && !search.decided();
  }

  /** Returns true if every level meets the SLO or, in a search, a level was found. */
  public boolean meetsSlo() {
    return search != null ? foundLevel() != null : breaches().isEmpty();
  }

  /** Returns a sentence for each limit that a level missed; none if a search found a level. */
  public List<String> breaches() {
    if (foundLevel() != null) {
      return List.of();
    }
    List<String> breaches = new ArrayList<>();
    for (LevelResult level : levels) {
      String where = levels.size() == 1 ? "" : " at " + level.level().descriptionWithTarget();
      for (SloCheck check : level.slo()) {
        if (!check.met()) {
          breaches.add("SLO missed" + where + ": " + check.message() + ".");
        }
      }
    }
    if (breaches.isEmpty() && search != null && search.decided()) {
      breaches.add("SLO missed even at the lowest load tried.");
    }
    return breaches;
  }

  /** Returns true if no check failed, neither here nor in a result that was merged into it. */
  public boolean isValid() {
    return levels.stream().allMatch(LevelResult::isValid)
        && warnings.stream().noneMatch(warning -> warning.code().invalidates());
  }
}
