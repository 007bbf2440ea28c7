package dev.firsttoken.bench.report.export;

import dev.firsttoken.bench.trust.SpoiledNumbers;
import dev.firsttoken.bench.trust.Warning;
import java.util.LinkedHashMap;
import java.util.Map;

/** JSON of a warning. */
final class WarningJson {
  private WarningJson() {}

  static Map<String, Object> fields(Warning warning) {
    Map<String, Object> fields = new LinkedHashMap<>();
    fields.put("code", warning.code().label());
    fields.put("message", warning.message());
    fields.put("levels", warning.levels());
    fields.put("actionable", warning.code().isActionable());
    fields.put("spoils", SpoiledNumbers.of(warning.code()));
    return fields;
  }
}
