package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.summary.Failure;
import dev.firsttoken.bench.summary.FailureKind;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON of failed requests by cause. */
final class FailureJson {
  private FailureJson() {}

  static Map<String, Object> fields(Map<FailureKind, Failure> failures) {
    Map<String, Object> fields = new LinkedHashMap<>();
    FailureKind.byLabel(failures)
        .forEach((label, failure) -> fields.put(label, failureFields(failure)));
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
