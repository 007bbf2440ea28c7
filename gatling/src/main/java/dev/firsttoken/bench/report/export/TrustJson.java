package dev.firsttoken.bench.report.export;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.merge.JsonFields;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.TrustCheck.Kind;
import dev.firsttoken.bench.trust.TrustCheck.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON of a level's checks. */
public final class TrustJson {
  /** Of the load and of what was measured beside it: the merged samples can't give them again. */
  private static final Set<Kind> NOT_RECOMPUTABLE =
      Set.of(Kind.LOAD, Kind.CLIENT_CPU, Kind.LOOP_DELAY, Kind.PAUSES, Kind.STEAL);

  private TrustJson() {}

  static List<Map<String, Object>> fields(List<TrustCheck> checks) {
    return checks.stream().map(TrustJson::fields).toList();
  }

  private static Map<String, Object> fields(TrustCheck trustCheck) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", trustCheck.kind().label());
    fields.put("verdict", trustCheck.verdict().label());
    fields.put("message", trustCheck.message());
    return fields;
  }

  /** Those that can't be made again, read back; their warnings are carried by themselves. */
  public static Map<Kind, TrustCheck> parseMeasuredChecks(JsonFields level) {
    Map<Kind, TrustCheck> checks = new EnumMap<>(Kind.class);
    JsonNode array = level.array("trust");
    for (int i = 0; i < array.size(); i++) {
      JsonFields jsonFields = new JsonFields(level.path() + "/trust/" + i, array.get(i));
      Kind kind =
          parseLabel(
              jsonFields,
              "check",
              Kind.values(),
              Arrays.stream(Kind.values()).map(Kind::label).toList());
      Verdict verdict =
          parseLabel(
              jsonFields,
              "verdict",
              Verdict.values(),
              Arrays.stream(Verdict.values()).map(Verdict::label).toList());
      if (NOT_RECOMPUTABLE.contains(kind)) {
        checks.put(kind, new TrustCheck(kind, verdict, jsonFields.string("message"), List.of()));
      }
    }
    return checks;
  }

  private static <T> T parseLabel(
      JsonFields jsonFields, String field, T[] values, List<String> labels) {
    int index = labels.indexOf(jsonFields.string(field));
    if (index < 0) {
      throw jsonFields.invalid(
          field, "must be one of " + String.join(", ", labels), jsonFields.required(field));
    }
    return values[index];
  }
}
