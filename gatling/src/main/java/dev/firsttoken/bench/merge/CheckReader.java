package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reads back the checks of a level that merged numbers can't give again. */
final class CheckReader {
  /** Checks of the load, and of what was measured beside the samples. */
  static final Set<Kind> NOT_RECOMPUTABLE =
      Set.of(Kind.LOAD, Kind.CLIENT_CPU, Kind.LOOP_DELAY, Kind.PAUSES, Kind.STEAL);

  private CheckReader() {}

  /**
   * Reads the checks without their findings: a result carries its warnings by itself.
   *
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  static Map<Kind, TrustCheck> read(JsonFields level) {
    Map<Kind, TrustCheck> checks = new EnumMap<>(Kind.class);
    JsonNode array = level.array("trust");
    for (int i = 0; i < array.size(); i++) {
      JsonFields fields = new JsonFields(level.path() + "/trust/" + i, array.get(i));
      Kind kind =
          parseLabel(
              fields,
              "check",
              Kind.values(),
              Arrays.stream(Kind.values()).map(Kind::label).toList());
      Verdict verdict =
          parseLabel(
              fields,
              "verdict",
              Verdict.values(),
              Arrays.stream(Verdict.values()).map(Verdict::label).toList());
      if (NOT_RECOMPUTABLE.contains(kind)) {
        checks.put(kind, new TrustCheck(kind, verdict, fields.string("message"), List.of()));
      }
    }
    return checks;
  }

  private static <T> T parseLabel(
      JsonFields fields, String field, T[] values, List<String> labels) {
    int index = labels.indexOf(fields.string(field));
    if (index < 0) {
      throw fields.invalid(
          field, "must be one of " + String.join(", ", labels), fields.required(field));
    }
    return values[index];
  }
}
