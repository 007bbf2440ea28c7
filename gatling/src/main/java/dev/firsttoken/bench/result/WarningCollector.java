package dev.firsttoken.bench.result;

import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelNames;
import dev.firsttoken.bench.samples.RecordedCommand;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.summary.LevelSummary;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Finding;
import dev.firsttoken.bench.trust.Warning;
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

/** Collects every warning that a result deserves, the most severe first. */
final class WarningCollector {
  private static final Set<Code> SINGLE_CLIENT_CODES =
      EnumSet.of(Code.CLIENT_CPU_UNMEASURED, Code.STAMPS_ABSENT);

  /** Recorded option of a run that accepts any certificate. */
  private static final String INSECURE = "insecure";

  private static final String URL = "url";

  private final RunHeader header;
  private final List<LevelResult> levels;
  private final Map<Code, Places> placesByCode = new EnumMap<>(Code.class);

  /** The levels that a warning concerns, by index, and how much of each: empty if it says none. */
  private record Places(List<Integer> indices, List<String> amounts) {
    Places() {
      this(new ArrayList<>(), new ArrayList<>());
    }
  }

  WarningCollector(RunHeader header, List<LevelResult> levels) {
    this.header = header;
    this.levels = levels;
  }

  /**
   * Collects the warnings.
   *
   * @param search outcome of the search, or null if the run did not search
   */
  List<Warning> collect(@Nullable SearchResult search, RunEnd end) {
    addCheckFindings();
    addForRun(Code.NOTHING_MEASURED, !end.isComplete() && !isAnythingMeasured());
    addForRun(Code.PARTIAL, !end.isComplete());
    if (search != null && search.unresolvedIndex() != null && end.isComplete()) {
      add(search.unresolvedIndex(), Code.SEARCH_UNDECIDED, null);
    }
    addFailures();
    addForRun(Code.CERTIFICATE_UNCHECKED, acceptsAnyCertificate());
    if (!header.isMerged()) {
      // Each merged result carries its own: they come from several clients, at several times.
      addCalibrationWarnings();
    }
    List<Warning> warnings = new ArrayList<>();
    placesByCode.forEach(
        (code, places) -> {
          String where = code == Code.PARTIAL ? describe(end) : describe(places);
          warnings.add(code.toWarning(where, List.copyOf(places.indices())));
        });
    return warnings;
  }

  private String describe(RunEnd end) {
    if (end.stopReason() != null) {
      return " stopped early, because " + end.stopReason();
    }
    return header.isMerged() ? " of at least one result ended early" : " was interrupted";
  }

  private void addCheckFindings() {
    for (int i = 0; i < levels.size(); i++) {
      for (TrustCheck check : levels.get(i).checks()) {
        for (Finding finding : check.findings()) {
          if (isRelevant(finding.code(), levels.get(i))) {
            add(i, finding.code(), finding.amount());
          }
        }
      }
    }
  }

  /**
   * Single requests, and a level without a successful response, have no numbers for the client to
   * distort; and merged results come from several clients.
   */
  private boolean isRelevant(Code code, LevelResult level) {
    if (header.isMerged() && SINGLE_CLIENT_CODES.contains(code)) {
      return false;
    }
    return code != Code.CLIENT_CPU_UNMEASURED || (!header.hasSingleRequests() && level.ok() > 0);
  }

  private void addFailures() {
    addFewFailures();
    addForLevels(
        Code.WARMUP_FAILED,
        level -> level.counts().warmupFailed() > 0,
        level -> level.counts().warmupFailed() + " of " + level.counts().warmup());
    if (!header.isMerged()) {
      // Merged numbers don't tell how late the client was; each result carries its own warning.
      addUnstreamed();
    }
    addForLevels(
        Code.CONNECTIONS_CLOSED,
        level -> level.counts().reconnected() > 0,
        level ->
            "%d of %d requests used a new one, %d of these were sent again"
                .formatted(level.counts().reconnected(), level.sampled(), level.counts().resent()));
    addForLevels(
        Code.STREAMS_WITHOUT_LAST_EVENT,
        level -> level.counts().withoutLastEvent() > 0,
        level -> level.counts().withoutLastEvent() + " of " + level.ok());
    addForLevels(
        Code.STREAMS_OF_ANOTHER_TYPE,
        level -> level.counts().ofAnotherType() > 0,
        level -> level.counts().ofAnotherType() + " of " + level.ok());
    addForLevels(
        Code.NO_WARMUP,
        level ->
            header.command() != RecordedCommand.SMOKE
                && level.sampled() > 0
                && level.counts().warmup() == 0,
        level -> null);
  }

  /** A check that warns of many failures says as much. */
  private void addFewFailures() {
    for (int i = 0; i < levels.size(); i++) {
      LevelSummary level = levels.get(i).summary();
      if (level.failed() > 0 && !hasFinding(levels.get(i), Code.MANY_FAILED)) {
        add(i, Code.FAILED_REQUESTS, level.failed() + " of " + level.sampled());
      }
    }
  }

  private static boolean hasFinding(LevelResult level, Code code) {
    return level.checks().stream()
        .flatMap(check -> check.findings().stream())
        .anyMatch(finding -> finding.code() == code);
  }

  private boolean acceptsAnyCertificate() {
    return "true".equals(header.options().get(INSECURE))
        && !String.valueOf(header.options().get(URL)).startsWith("http:");
  }

  private void addUnstreamed() {
    for (int i = 0; i < levels.size(); i++) {
      LevelSummary level = levels.get(i).summary();
      int unstreamed = level.latencies().unstreamed();
      if (unstreamed > 0) {
        Code code = level.mayClientHaveCoalesced() ? Code.STREAMING_UNSEEN : Code.NOT_STREAMED;
        add(i, code, unstreamed + " of " + level.ok() + " responses");
      }
    }
  }

  private void addCalibrationWarnings() {
    Calibration calibration = header.calibration();
    boolean needsCalibration =
        header.command() != RecordedCommand.SMOKE && header.command() != RecordedCommand.CALIBRATE;
    boolean hasNumbers = levels.stream().anyMatch(level -> level.ok() > 0);
    addForRun(Code.NOT_CALIBRATED, calibration == null && needsCalibration && hasNumbers);
    if (calibration != null) {
      double ceiling = calibration.ceilingEventsPerSecond();
      addForLevels(
          Code.PAST_CEILING,
          level -> eventsPerSecond(level) > ceiling,
          level -> String.format(Locale.ROOT, "%,.0f of %,.0f", eventsPerSecond(level), ceiling));
    }
  }

  private boolean isAnythingMeasured() {
    return levels.stream().anyMatch(level -> level.ok() + level.failed() > 0);
  }

  private static double eventsPerSecond(LevelSummary level) {
    return level.perSecond(level.volume().events());
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
    for (int i = 0; i < levels.size(); i++) {
      LevelSummary level = levels.get(i).summary();
      if (predicate.test(level)) {
        add(i, code, amount.apply(level));
      }
    }
  }

  private void add(int index, Code code, @Nullable String amount) {
    Places places = placesByCode.computeIfAbsent(code, key -> new Places());
    places.indices().add(index);
    places.amounts().add(amount == null ? "" : " (" + amount + ")");
  }

  private String describe(Places places) {
    List<Level> named = places.indices().stream().map(index -> levels.get(index).level()).toList();
    if (named.isEmpty()) {
      return "";
    }
    if (levels.size() == 1) {
      return places.amounts().getFirst(); // A single level needs no name.
    }
    if (places.amounts().stream().allMatch(String::isEmpty)) {
      return " at " + LevelNames.join(named);
    }
    List<String> texts = new ArrayList<>();
    for (int i = 0; i < named.size(); i++) {
      texts.add(named.get(i).descriptionWithTarget() + places.amounts().get(i));
    }
    return " at " + LevelNames.joinTexts(texts);
  }
}
