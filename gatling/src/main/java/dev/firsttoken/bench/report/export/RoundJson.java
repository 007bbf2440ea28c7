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
      fields.put(metric.label(), value(metric, round.value(metric)));
    }
    return fields;
  }

  /**
   * Returns a value of a metric as results hold it: bytes are whole, others have three decimals.
   */
  static @Nullable Object value(RoundMetric metric, double value) {
    if (!Double.isFinite(value)) {
      return null;
    }
    return metric.unit() == RoundMetric.Unit.BYTES ? (Object) Math.round(value) : rate(value);
  }
}
