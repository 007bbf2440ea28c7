package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.summary.Failure;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of failed requests by outcome. */
final class FailureJson {
  private FailureJson() {}

  static Map<String, Object> fields(Map<Outcome, Failure> failures) {
    Map<String, Object> fields = new LinkedHashMap<>();
    failures.forEach((outcome, failure) -> fields.put(outcome.label(), failureFields(failure)));
    return fields;
  }

  private static Map<String, @Nullable Object> failureFields(Failure failure) {
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("count", failure.count());
    fields.put("example", failure.example());
    fields.put("status", failure.status() == 0 ? null : failure.status());
    return fields;
  }
}
