package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.summary.Check.Doubt;
import dev.firsttoken.bench.summary.Warning.Code;
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
final class Warnings {
  private static final Set<Code> OF_ONE_CLIENT =
      EnumSet.of(Code.CLIENT_CPU_UNMEASURED, Code.STAMPS_ABSENT);

  private final Result result;
  private final Map<Code, Places> found = new EnumMap<>(Code.class);

  /** The levels that a doubt is of, by index and in words. */
  private record Places(List<Integer> indices, List<String> words) {
    Places() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  private Warnings(Result result) {
    this.result = result;
  }

  static List<Warning> of(Result result) {
    Warnings warnings = new Warnings(result);
    warnings.whatChecksDoubt();
    warnings.whatIsMissing();
    if (!result.header().merged()) {
      // Of merged results each said so itself: they were not one client's, nor at one time.
      warnings.howExactItIs();
    }
    List<Warning> all = new ArrayList<>(result.differences());
    warnings.found.forEach(
        (code, places) ->
            all.add(code.warning(warnings.place(places.words()), List.copyOf(places.indices()))));
    return List.copyOf(all);
  }

  private void whatChecksDoubt() {
    for (int i = 0; i < result.levels().size(); i++) {
      for (Check check : result.trust(result.levels().get(i))) {
        for (Doubt doubt : check.doubts()) {
          if (matters(doubt.code(), result.levels().get(i))) {
            at(i, doubt.code(), doubt.amount());
          }
        }
      }
    }
  }

  /**
   * Single requests, and a level without answers, have no numbers for the client to hold back; and
   * merged results were not one client's.
   */
  private boolean matters(Code code, LevelSummary level) {
    if (result.header().merged() && OF_ONE_CLIENT.contains(code)) {
      return false;
    }
    return code != Code.CLIENT_CPU_UNMEASURED || (!result.header().single() && level.ok() > 0);
  }

  private void whatIsMissing() {
    run(Code.PARTIAL, result.partial());
    Finding finding = result.finding();
    levels(
        Code.SEARCH_UNDECIDED,
        level -> finding != null && !result.partial() && finding.doubtful() == level,
        level -> null);
    levels(
        Code.FAILED_REQUESTS,
        level -> level.failed() > 0,
        level -> level.failed() + " of " + level.sampled());
    levels(
        Code.WARMUP_FAILED,
        level -> level.warmupFailed() > 0,
        level -> level.warmupFailed() + " of " + level.warmup());
    levels(
        Code.NO_WARMUP,
        level -> !smoke() && level.sampled() > 0 && level.warmup() == 0,
        level -> null);
  }

  private void howExactItIs() {
    Calibration calibration = result.header().calibration();
    boolean said = smoke() || result.header().command().equals("calibrate");
    run(Code.NOT_CALIBRATED, calibration == null && !said && result.ok() > 0);
    if (calibration != null) {
      double ceiling = calibration.ceilingEventsPerSecond();
      levels(
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

  private boolean smoke() {
    return result.header().command().equals("smoke");
  }

  private void run(Code code, boolean holds) {
    if (holds) {
      found.put(code, new Places());
    }
  }

  private void levels(
      Code code,
      Predicate<LevelSummary> concerned,
      Function<LevelSummary, @Nullable String> amount) {
    for (int i = 0; i < result.levels().size(); i++) {
      LevelSummary level = result.levels().get(i);
      if (concerned.test(level)) {
        at(i, code, amount.apply(level));
      }
    }
  }

  private void at(int index, Code code, @Nullable String amount) {
    Places places = found.computeIfAbsent(code, first -> new Places());
    String inBrackets = amount == null ? "" : " (" + amount + ")";
    places.indices().add(index);
    places
        .words()
        .add(only() ? inBrackets : result.levels().get(index).level().label() + inBrackets);
  }

  private String place(List<String> words) {
    if (words.isEmpty()) {
      return "";
    }
    if (only()) {
      return words.getFirst();
    }
    int last = words.size() - 1;
    String all =
        last == 0
            ? words.getFirst()
            : String.join(", ", words.subList(0, last)) + " and " + words.get(last);
    return " at " + all;
  }

  /** With one level there is no need to say which. */
  private boolean only() {
    return result.levels().size() == 1;
  }
}
