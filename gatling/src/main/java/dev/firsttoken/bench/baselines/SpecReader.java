package dev.firsttoken.bench.baselines;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import dev.firsttoken.bench.baselines.BaselineSpec.PrepareSpec;
import dev.firsttoken.bench.baselines.BaselineSpec.StartSpec;
import dev.firsttoken.bench.files.FileErrors;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Reader of {@code target.json}: the only one that knows its field names. */
final class SpecReader {
  static final String FILE_NAME = "target.json";

  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .build();

  private static final Set<String> FIELDS =
      ordered(
          "name",
          "port",
          "modes",
          "needs",
          "lock",
          "prepare",
          "start",
          "environment",
          "health",
          "start_timeout_s");
  private static final Set<String> NEED_FIELDS = ordered("command", "version", "version_flag");
  private static final Set<String> PREPARE_PLACEHOLDERS =
      ordered(Placeholders.FOLDER, Placeholders.PREPARED);
  private static final Set<String> START_PLACEHOLDERS =
      ordered(Placeholders.FOLDER, Placeholders.PREPARED, Placeholders.PORT, Placeholders.JAVA);
  private static final Set<String> RELAY_PLACEHOLDERS =
      ordered(
          Placeholders.FOLDER,
          Placeholders.PREPARED,
          Placeholders.PORT,
          Placeholders.JAVA,
          Placeholders.UPSTREAM,
          Placeholders.UPSTREAM_HOST,
          Placeholders.UPSTREAM_PORT);
  private static final String DEFAULT_VERSION_FLAG = "--version";
  private static final String DEFAULT_HEALTH = "/health";
  private static final int MAX_PORT = 0xffff;
  private static final int DEFAULT_TIMEOUT_SECONDS = 30;
  private static final int MAX_TIMEOUT_SECONDS = 600;

  private final SpecFields fields;
  private final Path folder;

  private SpecReader(SpecFields fields, Path folder) {
    this.fields = fields;
    this.folder = folder;
  }

  /**
   * Reads the description of a baseline.
   *
   * @throws IllegalStateException with one sentence that names the file and what is wrong
   */
  static BaselineSpec read(Path folder) {
    Path file = folder.resolve(FILE_NAME);
    JsonNode json;
    try {
      json = JSON.readTree(Files.readAllBytes(file));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("%s: %s".formatted(file, FileErrors.invalidJson(e)), e);
    } catch (IOException e) {
      throw new IllegalStateException(
          "%s can't be read: %s".formatted(file, FileErrors.reason(e)), e);
    }
    if (json.isMissingNode()) {
      throw new IllegalStateException(file + " is empty: it must hold a JSON object");
    }
    return new SpecReader(SpecFields.of(file, "", json, FIELDS), folder).readSpec();
  }

  private BaselineSpec readSpec() {
    PrepareSpec prepare = new PrepareSpec(readLocks(), fields.optionalCommands("prepare"));
    prepare
        .commands()
        .forEach(command -> requirePlaceholders("prepare", command, PREPARE_PLACEHOLDERS));
    Set<ServerMode> modes = readModes();
    return new BaselineSpec(
        readName(),
        fields.integer("port", 1, MAX_PORT),
        modes,
        readNeeds(),
        prepare,
        readStart(modes));
  }

  private String readName() {
    String name = fields.string("name");
    if (!name.equals(String.valueOf(folder.getFileName()))) {
      throw fields.invalid(
          "name", "must be the name of its folder, \"%s\"".formatted(folder.getFileName()));
    }
    return name;
  }

  private Set<ServerMode> readModes() {
    if (!fields.has("modes")) {
      return Set.of(ServerMode.SYNTHETIC);
    }
    Set<ServerMode> modes = EnumSet.noneOf(ServerMode.class);
    for (JsonNode text : fields.optionalList("modes")) {
      ServerMode mode =
          Arrays.stream(ServerMode.values())
              .filter(each -> text.isTextual() && each.fieldValue().equals(text.asText()))
              .findFirst()
              .orElseThrow(() -> invalidModes());
      modes.add(mode);
    }
    if (modes.isEmpty()) {
      throw invalidModes();
    }
    return Collections.unmodifiableSet(modes);
  }

  private IllegalStateException invalidModes() {
    return fields.invalid("modes", "must be a list of \"synthetic\", \"relay\" or both");
  }

  private List<ToolRequirement> readNeeds() {
    List<ToolRequirement> needs = new ArrayList<>();
    for (JsonNode need : fields.optionalList("needs")) {
      SpecFields needFields = SpecFields.of(fields.file(), "needs", need, NEED_FIELDS);
      String version = needFields.optionalString("version");
      ToolVersion minVersion = version == null ? null : ToolVersion.parse(version);
      if (version != null && minVersion == null) {
        throw needFields.invalid("version", "must be a version like \"20.19\"");
      }
      String flag = needFields.optionalString("version_flag");
      needs.add(
          new ToolRequirement(
              needFields.string("command"),
              minVersion,
              flag == null ? DEFAULT_VERSION_FLAG : flag));
    }
    return needs;
  }

  private List<String> readLocks() {
    List<String> locks = fields.optionalStringOrList("lock");
    for (String lock : locks) {
      if (!Files.isRegularFile(folder.resolve(lock))) {
        throw fields.invalid("lock", "must name files in " + folder);
      }
    }
    return locks;
  }

  private StartSpec readStart(Set<ServerMode> modes) {
    Set<String> known = modes.contains(ServerMode.RELAY) ? RELAY_PLACEHOLDERS : START_PLACEHOLDERS;
    List<String> command = fields.command("start");
    requirePlaceholders("start", command, known);
    Map<String, String> environment = fields.optionalStrings("environment");
    requirePlaceholders("environment", environment.values(), known);
    String health = fields.has("health") ? fields.string("health") : DEFAULT_HEALTH;
    if (!health.startsWith("/")) {
      throw fields.invalid("health", "must be a path that starts with a slash");
    }
    int seconds =
        fields.optionalInteger("start_timeout_s", 1, MAX_TIMEOUT_SECONDS, DEFAULT_TIMEOUT_SECONDS);
    return new StartSpec(command, environment, health, Duration.ofSeconds(seconds));
  }

  private void requirePlaceholders(String field, Iterable<String> texts, Set<String> known) {
    for (String text : texts) {
      String unknown = Placeholders.findUnknown(text, known);
      if (unknown != null) {
        throw fields.invalid(
            field, "can't use {%s}, only {%s}".formatted(unknown, String.join("}, {", known)));
      }
    }
  }

  private static Set<String> ordered(String... names) {
    return new LinkedHashSet<>(List.of(names));
  }
}
