package dev.firsttoken.bench.wrk;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Result directory: {@code wrk.jsonl} has a header, a line for each run and a line for the end;
 * {@code raw/} has what the tool printed in each run.
 *
 * @param dir an existing directory
 */
public record WrkFolder(Path dir) {
  /** File of the runs. */
  public static final String FILE = "wrk.jsonl";

  private static final String SCHEMA = "firsttoken.wrk-runs/1";
  private static final String SCHEMA_FIELD = "schema";
  private static final String END_FIELD = "complete";
  private static final String TOOL_CPU_FIELD = "tool_cpu_nanos";

  /** Fields of the header, none of which may be null. */
  private static final List<String> HEADER_FIELDS =
      List.of(
          "started_at",
          "tool",
          "tool_version",
          "load",
          "targets",
          "reference",
          "rounds",
          "options",
          "environment");

  /** Fields of a run that may not be null. */
  private static final List<String> RUN_FIELDS =
      List.of("target", "round", "started_at", "file", "ending");

  /** Relative name of a raw output; nothing outside of the directory is read. */
  private static final Pattern RAW_FILE = Pattern.compile("raw/[A-Za-z0-9_-][A-Za-z0-9_.-]*");

  private static final long MAX_BYTES = 16 << 20;

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  /** Returns true if the directory is that of such a result. */
  public boolean exists() {
    return Files.isRegularFile(dir.resolve(FILE));
  }

  /**
   * Returns the files that a result is made of again, or none if the directory has no runs.
   *
   * @throws UncheckedIOException naming the directory that can't be read
   */
  public List<Path> files() {
    if (!exists()) {
      return List.of();
    }
    List<Path> files = new ArrayList<>(List.of(dir.resolve(FILE)));
    Path raw = dir.resolve("raw");
    if (Files.isDirectory(raw)) {
      try (Stream<Path> outputs = Files.list(raw)) {
        outputs.forEach(files::add);
      } catch (IOException e) {
        throw new UncheckedIOException(
            "%s can't be read: %s".formatted(raw, FileErrors.reason(e)), e);
      }
    }
    return files;
  }

  /** Returns the name of the raw output of a run. */
  static String rawFile(int round, String target) {
    return "raw/%d-%s.txt".formatted(round, target);
  }

  Path resolve(String file) {
    return dir.resolve(file);
  }

  /** Writes the header. */
  void begin(WrkHeader header) {
    ObjectNode line = JSON.createObjectNode().put(SCHEMA_FIELD, SCHEMA);
    line.setAll((ObjectNode) JSON.valueToTree(header));
    try {
      Files.createDirectories(dir.resolve("raw"));
    } catch (IOException e) {
      throw cannotWrite(e);
    }
    append(line);
  }

  /** Adds a run. */
  void add(RunRecord run) {
    append(JSON.valueToTree(run));
  }

  /** Marks that all runs were made. */
  void end() {
    append(JSON.createObjectNode().put(END_FIELD, true));
  }

  private void append(JsonNode line) {
    try {
      Files.writeString(
          dir.resolve(FILE),
          JSON.writeValueAsString(line) + "\n",
          StandardOpenOption.CREATE,
          StandardOpenOption.APPEND);
    } catch (IOException e) {
      throw cannotWrite(e);
    }
  }

  private UncheckedIOException cannotWrite(IOException e) {
    return new UncheckedIOException(FileErrors.cannotWrite(dir.resolve(FILE), e), e);
  }

  /**
   * Reads all runs, and parses their raw outputs. A line that was cut ends the file.
   *
   * @throws UncheckedIOException naming the file that can't be read
   */
  public WrkResult read() {
    Path file = dir.resolve(FILE);
    try {
      if (Files.size(file) > MAX_BYTES) {
        throw new IOException("it has more than %d MiB".formatted(MAX_BYTES >> 20));
      }
      List<String> lines = Files.readAllLines(file);
      WrkHeader header = header(lines.isEmpty() ? null : tree(lines.getFirst()));
      List<WrkRun> runs = new ArrayList<>();
      boolean complete = false;
      for (String text : lines.subList(1, lines.size())) {
        JsonNode line = tree(text);
        if (line == null) {
          break;
        }
        complete = line.path(END_FIELD).asBoolean();
        if (!complete) {
          requireFields(line, "run %d".formatted(runs.size() + 1), RUN_FIELDS);
          runs.add(run(record(line), header.tool()));
        }
      }
      return new WrkResult(header, runs, !complete);
    } catch (IOException e) {
      throw new UncheckedIOException(
          "%s can't be read: %s".formatted(file, FileErrors.invalidJson(e)), e);
    }
  }

  /** Returns null for a line that is cut. */
  private static @Nullable JsonNode tree(String line) {
    try {
      return JSON.readTree(line);
    } catch (JsonProcessingException e) {
      return null;
    }
  }

  private static WrkHeader header(@Nullable JsonNode line) throws IOException {
    if (line == null || !SCHEMA.equals(line.path(SCHEMA_FIELD).asText())) {
      throw new IOException("its first line is no header of the schema " + SCHEMA);
    }
    requireFields(line, "its header", HEADER_FIELDS);
    return JSON.treeToValue(line, WrkHeader.class);
  }

  private static void requireFields(JsonNode line, String name, List<String> fields)
      throws IOException {
    for (String field : fields) {
      if (!line.hasNonNull(field)) {
        throw new IOException("%s has no \"%s\"".formatted(name, field));
      }
    }
  }

  /** Reads a run. One that an earlier version wrote has no CPU time of the tool. */
  private static RunRecord record(JsonNode line) throws IOException {
    if (line instanceof ObjectNode fields && !fields.has(TOOL_CPU_FIELD)) {
      fields.putNull(TOOL_CPU_FIELD);
    }
    return JSON.treeToValue(line, RunRecord.class);
  }

  private WrkRun run(RunRecord line, WrkTool tool) throws IOException {
    if (!RAW_FILE.matcher(line.file()).matches()) {
      throw new IOException("\"%s\" is no file of a raw output".formatted(line.file()));
    }
    Path raw = dir.resolve(line.file());
    return WrkRun.of(line, tool, Files.exists(raw) ? RawOutput.read(raw) : "");
  }
}
