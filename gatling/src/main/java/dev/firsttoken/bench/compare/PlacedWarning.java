package dev.firsttoken.bench.compare;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Warning of a result, with the targets and loads that it concerns.
 *
 * @param message for people
 * @param places targets at a load, {@code express at c=8}; empty if it concerns the whole run
 */
public record PlacedWarning(Code code, String message, List<String> places) {
  private static final int MAX_PLACES = 4;

  /** Returns the warnings about a whole run. Notes tell of a missing calibration. */
  static List<PlacedWarning> ofRun(Result result) {
    return result.warnings().stream()
        .filter(warning -> warning.levels().isEmpty() && warning.code() != Code.NOT_CALIBRATED)
        .map(warning -> new PlacedWarning(warning.code(), warning.message(), List.of()))
        .toList();
  }

  /** Returns each warning of the compared levels once. */
  static List<PlacedWarning> ofLevels(List<MeasuredTarget> targets) {
    Map<Code, List<String>> places = new LinkedHashMap<>();
    int levels = 0;
    for (MeasuredTarget target : targets) {
      for (MeasuredLevel level : target.levels().values()) {
        levels++;
        for (Code code : level.warnings()) {
          places
              .computeIfAbsent(code, key -> new ArrayList<>())
              .add(target.name() + " at " + level.load());
        }
      }
    }
    int all = levels;
    return places.entrySet().stream()
        .map(entry -> ofLevels(entry.getKey(), entry.getValue(), all))
        .toList();
  }

  private static PlacedWarning ofLevels(Code code, List<String> places, int levels) {
    return new PlacedWarning(
        code, code.toWarning(describe(places, levels), List.of()).message(), places);
  }

  private static String describe(List<String> places, int levels) {
    if (places.size() == levels) {
      return " in all of this comparison";
    }
    String listed = String.join(", ", places.subList(0, Math.min(places.size(), MAX_PLACES)));
    int more = places.size() - MAX_PLACES;
    return " (" + listed + (more > 0 ? " and " + more + " more" : "") + ")";
  }
}
