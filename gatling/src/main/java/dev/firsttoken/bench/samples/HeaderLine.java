package dev.firsttoken.bench.samples;

import dev.firsttoken.bench.samples.RunHeader.RecordedShard;
import java.io.IOException;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads and writes the first line of a sample file. */
final class HeaderLine {
  private static final String SCHEMA = "firsttoken.samples/3";

  private HeaderLine() {}

  static Map<String, Object> format(RunHeader header) {
    Map<String, Object> line = new LinkedHashMap<>();
    line.put("schema", SCHEMA);
    line.put("command", header.command().label());
    line.put("started_at", header.startedAt());
    line.put("start_ns", header.startNanos());
    line.put("options", header.options());
    line.put("environment", header.environment().toMap());
    Calibration calibration = header.calibration();
    if (calibration != null) {
      line.put("calibration", RecordJson.MAPPER.convertValue(calibration, Map.class));
    }
    if (!header.targets().isEmpty()) {
      line.put("targets", RecordJson.MAPPER.convertValue(header.targets(), List.class));
    }
    RecordedShard shard = header.shard();
    if (shard != null) {
      line.put("shard", RecordJson.MAPPER.convertValue(shard, Map.class));
    }
    return line;
  }

  /**
   * Reads the header.
   *
   * @throws IOException if a field is missing or wrong, naming it
   */
  static RunHeader parse(@Nullable Object line) throws IOException {
    Map<?, ?> fields = object(line, "line");
    Object schema = fields.get("schema");
    if (!SCHEMA.equals(schema)) {
      throw new IOException("its schema is " + schema + ", but this version reads " + SCHEMA);
    }
    Map<String, Object> options = new LinkedHashMap<>();
    object(fields.get("options"), "options")
        .forEach((key, value) -> options.put((String) key, value));
    Environment environment = environment(object(fields.get("environment"), "environment"));
    Calibration calibration =
        fields.get("calibration") instanceof Map<?, ?> map
            ? RecordJson.read(RecordJson.MAPPER.valueToTree(map), Calibration.class)
            : null;
    String startedAt = timestamp(fields, "started_at");
    long startNanos = number(fields, "start_ns").longValue();
    String command = text(fields, "command");
    try {
      return new RunHeader(
              RecordedCommand.parse(command),
              startedAt,
              startNanos,
              options,
              environment,
              calibration)
          .withTargets(targets(fields.get("targets")))
          .withShard(shard(fields.get("shard")));
    } catch (IllegalArgumentException e) {
      throw new IOException(e.getMessage(), e);
    }
  }

  private static List<RunHeader.Target> targets(@Nullable Object array) throws IOException {
    List<RunHeader.Target> targets = new ArrayList<>();
    if (array instanceof List<?> list) {
      for (Object target : list) {
        targets.add(RecordJson.read(RecordJson.MAPPER.valueToTree(target), RunHeader.Target.class));
      }
    }
    return targets;
  }

  private static @Nullable RecordedShard shard(@Nullable Object value) throws IOException {
    return value instanceof Map<?, ?> map
        ? RecordJson.read(RecordJson.MAPPER.valueToTree(map), RecordedShard.class)
        : null;
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
        textOrNull(fields, "clock_source"),
        textOrNull(fields, "proxy"));
  }

  private static Map<?, ?> object(@Nullable Object value, String name) throws IOException {
    if (value instanceof Map<?, ?> map) {
      return map;
    }
    throw new IOException("its " + name + " is not an object: " + value);
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
      throw new IOException("its " + name + " is not a time with an offset: " + text, e);
    }
  }

  private static String text(Map<?, ?> fields, String name) throws IOException {
    if (fields.get(name) instanceof String text) {
      return text;
    }
    throw new IOException("its " + name + " is not a string: " + fields.get(name));
  }

  private static Number number(Map<?, ?> fields, String name) throws IOException {
    if (fields.get(name) instanceof Number number) {
      return number;
    }
    throw new IOException("its " + name + " is not a number: " + fields.get(name));
  }
}
