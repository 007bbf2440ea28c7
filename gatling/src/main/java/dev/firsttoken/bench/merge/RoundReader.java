package dev.firsttoken.bench.merge;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads the rounds of one level back from the JSON of a result. */
final class RoundReader {
  private RoundReader() {}

  /**
   * Reads the rounds.
   *
   * @return the rounds in order; none if the level has only one, or is of an earlier version
   * @throws IllegalArgumentException naming the field that is missing or wrong
   */
  static List<RoundResult> read(JsonFields level) {
    if (!level.json().has("rounds")) {
      return List.of();
    }
    List<RoundResult> rounds = new ArrayList<>();
    Set<Integer> numbers = new HashSet<>();
    JsonNode array = level.array("rounds");
    for (int i = 0; i < array.size(); i++) {
      JsonFields fields = new JsonFields(level.path() + "/rounds/" + i, array.get(i));
      int number = fields.intValue("round");
      if (number == 0 || !numbers.add(number)) {
        throw fields.invalid(
            "round", "must be a number of its own, from 1", fields.required("round"));
      }
      rounds.add(new RoundResult(number, doubt(fields), values(fields)));
    }
    return rounds;
  }

  private static @Nullable String doubt(JsonFields fields) {
    String doubt = fields.stringOrNull("doubt");
    boolean isValid = fields.booleanValue("valid");
    if (isValid != (doubt == null)) {
      throw fields.invalid(
          "doubt", "must be null if, and only if, valid is true", fields.required("doubt"));
    }
    return doubt;
  }

  /** A metric that a later version adds has no value in an earlier result. */
  private static Map<RoundMetric, Double> values(JsonFields fields) {
    Map<RoundMetric, Double> values = new EnumMap<>(RoundMetric.class);
    for (RoundMetric metric : RoundMetric.values()) {
      if (fields.json().has(metric.label())) {
        BigDecimal value = fields.decimal(metric.label());
        if (value != null) {
          if (value.signum() < 0 || !Double.isFinite(value.doubleValue())) {
            throw fields.invalid(
                metric.label(), "must be a number from 0", fields.required(metric.label()));
          }
          values.put(metric, value.doubleValue());
        }
      }
    }
    return values;
  }
}
