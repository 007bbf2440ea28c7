package dev.firsttoken.bench.options.config;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.dataformat.toml.TomlMapper;
import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.GivenOptions;
import dev.firsttoken.bench.options.Setting;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;

/** Writer of the options of a run, from which the run can be repeated. */
public final class ConfigWriter {
  /** Name of the file in the directory of a run. */
  public static final String FILE_NAME = "config.toml";

  private static final String OWN_SERVER =
      """
      # The run started its server itself: mvn gatling:test with -Dconfig starts it again, and
      # ./bench needs --base-url, or --url for plain GET requests.
      """;

  private static final TomlMapper TOML = new TomlMapper();
  private static final Pattern WHOLE_NUMBER = Pattern.compile("0|[1-9]\\d{0,8}");

  private ConfigWriter() {}

  /**
   * Writes {@code dir/config.toml}.
   *
   * @throws IOException if it can't be written
   */
  public static void write(Path dir, Command command, GivenOptions given) throws IOException {
    Files.writeString(dir.resolve(FILE_NAME), format(command, given));
  }

  static String format(Command command, GivenOptions given) {
    Map<String, Object> entries = new LinkedHashMap<>();
    entries.put(ConfigKeys.ENVIRONMENT, false);
    given.values().forEach((setting, text) -> entries.put(setting.flag(), value(setting, text)));
    given
        .digests()
        .forEach(
            (setting, digest) -> {
              if (setting != Setting.CONFIG) { // It is in this file, value by value.
                entries.put(ConfigKeys.digestOf(setting), digest);
              }
            });
    return """
    # Options of this run, for its repetition: ./bench %s --config=%s
    # A secret is left out, as (given), and has to be given again. Without "environment = false",
    # variables like LLM_MODEL would count too. SHA-256 is that of each file that was read.
    """
            .formatted(command.label(), FILE_NAME)
        + (given.startsServer() ? OWN_SERVER : "")
        + "\n"
        + toToml(entries);
  }

  private static Object value(Setting setting, String text) {
    if (setting.isRepeatable()) {
      return List.of(text.split("\n", -1));
    }
    if (setting.isToggle() && (text.equals("true") || text.equals("false"))) {
      return text.equals("true");
    }
    return setting.isNumeric() && WHOLE_NUMBER.matcher(text).matches()
        ? Integer.valueOf(text)
        : text;
  }

  private static String toToml(Map<String, Object> entries) {
    try {
      return TOML.writeValueAsString(entries);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("texts and numbers can't be written as TOML", e);
    }
  }
}
