package dev.firsttoken.bench.options.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.FileOptions;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.OtherToolFlag;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reader of a TOML file whose keys are the names of flags. */
final class ConfigReader {
  private static final TomlMapper TOML = new TomlMapper();
  private static final int MAX_BYTES = 1 << 20;

  private final String name;
  private final Command command;
  private final Map<Setting, String> values = new EnumMap<>(Setting.class);
  private final Map<Setting, String> digests = new EnumMap<>(Setting.class);
  private boolean ignoresEnvironment;

  private ConfigReader(String name, Command command) {
    this.name = name;
    this.command = command;
  }

  /**
   * Reads the options of a command.
   *
   * @throws InvalidOptionException naming the file and the key that can't be used
   */
  static FileOptions read(Path file, Command command) {
    String name = file.toString();
    ConfigReader reader = new ConfigReader(name, command);
    for (Map.Entry<String, JsonNode> entry : parse(file, name).properties()) {
      reader.add(entry.getKey(), entry.getValue());
    }
    return new FileOptions(name, reader.values, reader.digests, reader.ignoresEnvironment);
  }

  private static JsonNode parse(Path file, String name) {
    try {
      return TOML.readTree(readText(file, name));
    } catch (JsonProcessingException e) {
      String where =
          e.getLocation() == null
              ? ""
              : "line %d, column %d: "
                  .formatted(e.getLocation().getLineNr(), e.getLocation().getColumnNr());
      throw new InvalidOptionException(
          "%s: is no valid TOML: %s%s".formatted(name, where, e.getOriginalMessage()));
    } catch (IOException e) {
      throw new InvalidOptionException("%s: can't be read: %s".formatted(name, e.getMessage()));
    }
  }

  private static String readText(Path file, String name) throws IOException {
    byte[] bytes;
    try (InputStream in = Files.newInputStream(file)) {
      bytes = in.readNBytes(MAX_BYTES + 1);
    }
    if (bytes.length > MAX_BYTES) {
      throw new InvalidOptionException("%s: is larger than 1 MiB".formatted(name));
    }
    try {
      return StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
    } catch (CharacterCodingException e) {
      throw new InvalidOptionException("%s: is not valid UTF-8".formatted(name));
    }
  }

  private void add(String key, JsonNode value) {
    if (key.equals(ConfigKeys.ENVIRONMENT)) {
      if (!value.isBoolean()) {
        throw invalid(key, "must be true or false");
      }
      ignoresEnvironment = !value.booleanValue();
      return;
    }
    Setting digested = ConfigKeys.digested(key);
    if (digested != null) {
      digests.put(digested, scalar(key, value));
      return;
    }
    Setting setting = ConfigKeys.setting(key);
    if (setting == null) {
      throw invalid(key, "is no option%s".formatted(suggestion(key)));
    }
    if (setting == Setting.CONFIG || !command.accepts(setting)) {
      throw invalid(
          key,
          setting == Setting.CONFIG
              ? "can't be in a file of options"
              : "does not apply to " + command.label());
    }
    values.put(setting, text(setting, value));
  }

  /** Names the option that other tools call so, else the one with a similar name. */
  private String suggestion(String key) {
    String flag = "--" + key.replace('_', '-');
    String words = OtherToolFlag.explain(flag);
    if (words != null && OtherToolFlag.flagsIn(words).stream().allMatch(this::accepts)) {
      return "; here %s %s. docs/coming-from.md has the values".formatted(flag, words);
    }
    String nearest = ConfigKeys.nearest(key);
    return nearest == null ? "" : "; did you mean %s?".formatted(nearest);
  }

  private boolean accepts(String flag) {
    Setting setting = ConfigKeys.setting(flag.substring(2));
    return setting != null && command.accepts(setting);
  }

  /** Returns a value as its flag would have it. */
  private String text(Setting setting, JsonNode value) {
    if (value.isArray()) {
      List<String> texts = new ArrayList<>();
      value.forEach(element -> texts.add(scalar(setting.flag(), element)));
      if (texts.isEmpty()) {
        throw invalid(setting.flag(), "is an empty list; leave it out instead");
      }
      return String.join(setting.isRepeatable() ? "\n" : ",", texts);
    }
    return setting == Setting.EXTRA_BODY && value.isObject()
        ? value.toString()
        : scalar(setting.flag(), value);
  }

  private String scalar(String key, @Nullable JsonNode value) {
    if (value == null || !value.isValueNode()) {
      throw invalid(key, "must be a text, a number, true, false or a list of them");
    }
    return value.asText();
  }

  private InvalidOptionException invalid(String key, String reason) {
    return new InvalidOptionException("%s: %s %s".formatted(name, key, reason));
  }
}
