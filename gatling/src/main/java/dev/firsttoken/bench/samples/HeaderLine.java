package dev.firsttoken.bench.samples;

import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The first line of a sample file, to and from JSON. */
final class HeaderLine {
  private static final String SCHEMA = "firsttoken.samples/3";

  private HeaderLine() {}

  static Map<String, Object> format(RunHeader header) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("schema", SCHEMA);
    line.put("command", header.command());
    line.put("started_at", header.startedAt());
    line.put("start_ns", header.startNanos());
    line.put("options", header.options());
    line.put("environment", header.environment().toMap());
    Calibration calibration = header.calibration();
    if (calibration != null) {
      line.put("calibration", RecordJson.MAPPER.convertValue(calibration, Map.class));
    }
    return line;
  }

  /**
   * @throws IOException with what is wrong in its message
   */
  static RunHeader parse(@Nullable Object line) throws IOException {
    Map<?, ?> fields = object(line, "line");
    Object schema = fields.get("schema");
    if (!SCHEMA.equals(schema)) {
      throw new IOException("its schema is " + schema + ", and this version reads " + SCHEMA);
    }
    Map<String, Object> options = new LinkedHashMap<>();
    object(fields.get("options"), "options")
        .forEach((key, value) -> options.put((String) key, value));
    return new RunHeader(
        text(fields, "command"),
        timestamp(fields, "started_at"),
        number(fields, "start_ns").longValue(),
        options,
        environment(object(fields.get("environment"), "environment")),
        fields.get("calibration") instanceof Map<?, ?> map
            ? RecordJson.read(RecordJson.MAPPER.valueToTree(map), Calibration.class)
            : null);
  }

  private static Environment environment(Map<?, ?> fields) throws IOException {
    return new Environment(
        text(fields, "cpu"),
        number(fields, "cores").intValue(),
        number(fields, "memory_bytes").longValue(),
        text(fields, "os"),
        text(fields, "jvm"),
        text(fields, "version"),
        textOrNull(fields, "commit"),
        textOrNull(fields, "governor"),
        textOrNull(fields, "clock_source"));
  }

  private static Map<?, ?> object(@Nullable Object value, String name) throws IOException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IOException("its " + name + " is no object: " + value);
  }

  private static @Nullable String textOrNull(Map<?, ?> fields, String name) {
    return fields.get(name) instanceof String text ? text : null;
  }

  private static String timestamp(Map<?, ?> fields, String name) throws IOException {
    String text = text(fields, name);
    try {
      OffsetDateTime.parse(text);
      return text;
    } catch (DateTimeParseException e) {
      throw new IOException("its " + name + " is no time: " + text, e);
    }
  }

  private static String text(Map<?, ?> fields, String name) throws IOException {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IOException("its " + name + " is no text: " + fields.get(name));
  }

  private static Number number(Map<?, ?> fields, String name) throws IOException {
    if (fields.get(name) instanceof Number number) {
      return number;
    }
    throw new IOException("its " + name + " is no number: " + fields.get(name));
  }
}
