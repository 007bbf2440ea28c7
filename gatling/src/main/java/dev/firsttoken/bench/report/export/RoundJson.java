package dev.firsttoken.bench.report.export;

import static dev.firsttoken.bench.report.export.JsonNumbers.rate;

import dev.firsttoken.bench.result.RoundMetric;
import dev.firsttoken.bench.result.RoundResult;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of one round of a level. */
final class RoundJson {
  private RoundJson() {}

  static Map<String, @Nullable Object> fields(RoundResult round) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("round", round.round());
    fields.put("valid", round.isValid());
    fields.put("doubt", round.doubt());
    for (RoundMetric metric : RoundMetric.values()) {
      double value = round.value(metric);
      fields.put(
          metric.label(), metric.unit() == RoundMetric.Unit.BYTES ? bytes(value) : rate(value));
    }
    return fields;
  }

  private static @Nullable Object bytes(double value) {
    return Double.isNaN(value) ? null : (Object) Math.round(value);
  }
}
