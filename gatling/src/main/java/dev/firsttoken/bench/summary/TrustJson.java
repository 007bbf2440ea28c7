package dev.firsttoken.bench.summary;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.summary.Check.Kind;
import dev.firsttoken.bench.summary.Check.Verdict;
import java.util.Arrays;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The JSON of a level's checks. */
final class TrustJson {
  /** Of the load and of what was measured beside it: the merged samples can't give them again. */
  private static final Set<Kind> BESIDE =
      Set.of(Kind.LOAD, Kind.CLIENT_CPU, Kind.LOOP_DELAY, Kind.PAUSES, Kind.STEAL);

  private TrustJson() {}

  static List<Map<String, Object>> of(List<Check> checks) {
    return checks.stream().map(TrustJson::of).toList();
  }

  private static Map<String, Object> of(Check check) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("check", check.kind().label());
    fields.put("verdict", check.verdict().label());
    fields.put("message", check.message());
    return fields;
  }

  /** Those that can't be made again, read back; their warnings are carried by themselves. */
  static Map<Kind, Check> beside(Fields level) {
    Map<Kind, Check> checks = new EnumMap<>(Kind.class);
    JsonNode all = level.array("trust");
    for (int i = 0; i < all.size(); i++) {
      Fields fields = new Fields(level.name() + "/trust/" + i, all.get(i));
      Kind kind =
          named(
              fields,
              "check",
              Kind.values(),
              Arrays.stream(Kind.values()).map(Kind::label).toList());
      Verdict verdict =
          named(
              fields,
              "verdict",
              Verdict.values(),
              Arrays.stream(Verdict.values()).map(Verdict::label).toList());
      if (BESIDE.contains(kind)) {
        checks.put(kind, new Check(kind, verdict, fields.text("message"), List.of()));
      }
    }
    return checks;
  }

  private static <T> T named(Fields fields, String field, T[] all, List<String> labels) {
    int at = labels.indexOf(fields.text(field));
    if (at < 0) {
      throw fields.bad(field, "must be one of " + String.join(", ", labels), fields.there(field));
    }
    return all[at];
  }
}
