package dev.firsttoken.bench.summary;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.summary.Warning.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Finds every doubt that a result deserves, the gravest first. */
final class Warnings {
  /** Some gaps of 0 are chance; from here on they move a percentile. */
  private static final double COALESCED = 0.05;

  private final Result result;
  private final List<Warning> found = new ArrayList<>();

  private Warnings(Result result) {
    this.result = result;
  }

  static List<Warning> of(Result result) {
    Warnings warnings = new Warnings(result);
    warnings.found.addAll(result.differences());
    warnings.doNumbersAgree();
    warnings.whatIsMissing();
    warnings.areThereEnough();
    warnings.whatTokensAndGapsMean();
    warnings.whatClocksSaw();
    if (!result.header().merged()) {
      // Of merged results each said so itself: they were not one client's, nor at one time.
      warnings.whatClientSaw();
      warnings.howExactItIs();
    }
    return List.copyOf(warnings.found);
  }

  private void doNumbersAgree() {
    levels(
        Code.CONSERVATION_BROKEN,
        level -> !level.conserved(result.partial()),
        level ->
            of(level.sampled(), level.sent(result.partial()), "measured, ")
                + of(level.warmup(), level.level().warmup(), "at most to warm up"));
    levels(Code.LITTLE_BROKEN, level -> inFlight(level) != null, Warnings::inFlight);
  }

  /** Null where Little's law holds, or where there is no window to see it in. */
  private static @Nullable String inFlight(LevelSummary level) {
    SteadyWindow.Little little = level.little();
    return little == null || little.holds()
        ? null
        : String.format(
            Locale.ROOT,
            "%.2f of %s in flight",
            little.inFlight(),
            ResultJson.rounded(little.expected()));
  }

  private static String of(int part, int whole, String what) {
    return part + " of " + whole + " " + what;
  }

  private void whatIsMissing() {
    run(Code.PARTIAL, result.partial());
    levels(
        Code.FAILED_REQUESTS,
        level -> level.failed() > 0,
        level -> level.failed() + " of " + level.sampled());
    levels(
        Code.WARMUP_FAILED,
        level -> level.warmupFailed() > 0,
        level -> level.warmupFailed() + " of " + level.warmup());
  }

  private void areThereEnough() {
    boolean smoke = result.header().command().equals("smoke");
    levels(Code.NO_WARMUP, level -> !smoke && level.sampled() > 0 && level.warmup() == 0);
    levels(Code.FEW_FOR_P95, level -> sweep() && level.ok() > 0 && level.ok() < 20);
    levels(Code.FEW_FOR_P99, level -> sweep() && level.ok() > 0 && level.ok() < 100);
  }

  private void whatTokensAndGapsMean() {
    levels(Code.TOKENS_BY_EVENTS, level -> "events".equals(level.volume().tokensFrom()));
    levels(Code.TOKENS_MIXED, level -> "mixed".equals(level.volume().tokensFrom()));
    levels(
        Code.COALESCED_READS,
        level -> level.latencies().coalesced() >= COALESCED,
        level -> Math.round(100 * level.latencies().coalesced()) + " % of the gaps");
  }

  private void whatClocksSaw() {
    levels(Code.CLOCK_NOT_SHARED, level -> !level.latencies().clockShared());
  }

  private void whatClientSaw() {
    boolean asked = Boolean.TRUE.equals(result.header().options().get("stamp"));
    levels(
        Code.STAMPS_ABSENT, level -> asked && level.ok() > 0 && level.latencies().stamped() == 0);
    run(Code.CLIENT_CPU_UNMEASURED, sweep() && result.ok() > 0);
  }

  private void howExactItIs() {
    Calibration calibration = result.header().calibration();
    boolean smoke = result.header().command().equals("smoke");
    run(Code.NOT_CALIBRATED, calibration == null && !smoke && result.ok() > 0);
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

  private boolean sweep() {
    return !result.header().single();
  }

  private void run(Code code, boolean holds) {
    if (holds) {
      found.add(code.warning("", List.of()));
    }
  }

  private void levels(Code code, Predicate<LevelSummary> concerned) {
    levels(code, concerned, level -> null);
  }

  private void levels(
      Code code,
      Predicate<LevelSummary> concerned,
      Function<LevelSummary, @Nullable String> amount) {
    List<Integer> indices = new ArrayList<>();
    List<String> words = new ArrayList<>();
    for (int i = 0; i < result.levels().size(); i++) {
      LevelSummary level = result.levels().get(i);
      if (concerned.test(level)) {
        indices.add(i);
        words.add(word(level, amount.apply(level)));
      }
    }
    if (!indices.isEmpty()) {
      found.add(code.warning(place(words), indices));
    }
  }

  private String word(LevelSummary level, @Nullable String amount) {
    String inBrackets = amount == null ? "" : " (" + amount + ")";
    return only() ? inBrackets : level.level().label() + inBrackets;
  }

  private String place(List<String> words) {
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
