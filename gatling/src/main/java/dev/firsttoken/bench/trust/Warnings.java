package dev.firsttoken.bench.trust;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.SearchResult;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.trust.TrustCheck.Finding;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds every doubt that a result deserves, the gravest first. */
public final class Warnings {
  private static final Set<Code> SINGLE_CLIENT_CODES =
      EnumSet.of(Code.CLIENT_CPU_UNMEASURED, Code.STAMPS_ABSENT);

  private final Result result;
  private final Map<Code, Places> placesByCode = new EnumMap<>(Code.class);

  /** The levels that a doubt is of, by index and in words. */
  private record Places(List<Integer> indices, List<String> labels) {
    Places() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private Warnings(Result result) {
    this.result = result;
  }

  public static List<Warning> collect(Result result) {
    Warnings warnings = new Warnings(result);
    warnings.addCheckFindings();
    warnings.addResultWarnings();
    if (!result.header().isMerged()) {
      // Of merged results each said so itself: they were not one client's, nor at one time.
      warnings.addCalibrationWarnings();
    }
    List<Warning> all = new ArrayList<>(result.differences());
    warnings.placesByCode.forEach(
        (code, places) ->
            all.add(
                code.toWarning(
                    warnings.joinLabels(places.labels()), List.copyOf(places.indices()))));
    return List.copyOf(all);
  }

  private void addCheckFindings() {
    for (int i = 0; i < result.levels().size(); i++) {
      for (TrustCheck trustCheck : result.checks(result.levels().get(i))) {
        for (Finding finding : trustCheck.findings()) {
          if (isRelevant(finding.code(), result.levels().get(i))) {
            add(i, finding.code(), finding.amount());
          }
        }
      }
    }
  }

  /**
   * Single requests, and a level without answers, have no numbers for the client to hold back; and
   * merged results were not one client's.
   */
  private boolean isRelevant(Code code, LevelSummary level) {
    if (result.header().isMerged() && SINGLE_CLIENT_CODES.contains(code)) {
      return false;
    }
    return code != Code.CLIENT_CPU_UNMEASURED
        || (!result.header().hasSingleRequests() && level.ok() > 0);
  }

  private void addResultWarnings() {
    addForRun(Code.PARTIAL, result.partial());
    SearchResult searchResult = result.searchResult();
    addForLevels(
        Code.SEARCH_UNDECIDED,
        level -> searchResult != null && !result.partial() && searchResult.unresolved() == level,
        level -> null);
    addForLevels(
        Code.FAILED_REQUESTS,
        level -> level.failed() > 0,
        level -> level.failed() + " of " + level.sampled());
    addForLevels(
        Code.WARMUP_FAILED,
        level -> level.warmupFailed() > 0,
        level -> level.warmupFailed() + " of " + level.warmup());
    addForLevels(
        Code.NO_WARMUP,
        level -> !isSmoke() && level.sampled() > 0 && level.warmup() == 0,
        level -> null);
  }

  private void addCalibrationWarnings() {
    Calibration calibration = result.header().calibration();
    boolean suppressed = isSmoke() || result.header().command().equals("calibrate");
    addForRun(Code.NOT_CALIBRATED, calibration == null && !suppressed && result.ok() > 0);
    if (calibration != null) {
      double ceiling = calibration.ceilingEventsPerSecond();
      addForLevels(
          Code.PAST_CEILING,
          level -> level.perSecond(level.volume().events()) > ceiling,
          level ->
              String.format(
                  Locale.ROOT,
                  "%,.0f of %,.0f",
                  level.perSecond(level.volume().events()),
                  ceiling));
    }
  }

  private boolean isSmoke() {
    return result.header().command().equals("smoke");
  }

  private void addForRun(Code code, boolean condition) {
    if (condition) {
      placesByCode.put(code, new Places());
    }
  }

  private void addForLevels(
      Code code,
      Predicate<LevelSummary> predicate,
      Function<LevelSummary, @Nullable String> amount) {
    for (int i = 0; i < result.levels().size(); i++) {
      LevelSummary level = result.levels().get(i);
      if (predicate.test(level)) {
        add(i, code, amount.apply(level));
      }
    }
  }

  private void add(int index, Code code, @Nullable String amount) {
    Places places = placesByCode.computeIfAbsent(code, key -> new Places());
    String suffix = amount == null ? "" : " (" + amount + ")";
    places.indices().add(index);
    places
        .labels()
        .add(hasSingleLevel() ? suffix : result.levels().get(index).level().label() + suffix);
  }

  private String joinLabels(List<String> labels) {
    if (labels.isEmpty()) {
      return "";
    }
    if (hasSingleLevel()) {
      return labels.getFirst();
    }
    int last = labels.size() - 1;
    String joined =
        last == 0
            ? labels.getFirst()
            : String.join(", ", labels.subList(0, last)) + " and " + labels.get(last);
    return " at " + joined;
  }

  /** With one level there is no need to say which. */
  private boolean hasSingleLevel() {
    return result.levels().size() == 1;
  }
}
