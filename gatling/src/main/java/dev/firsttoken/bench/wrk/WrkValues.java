package dev.firsttoken.bench.wrk;

import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.wire.call.Origin;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Values of the settings as given, each with the name that the user gave it by. A flag overrides
 * the environment, which overrides the default. Every method that parses throws an {@link
 * InvalidOptionException} for a value that its setting does not allow.
 */
final class WrkValues {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,6})(s|m|h)");
  private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");

  /** One value and its name: {@code --rate} or {@code WRK_RATE}. */
  private record Given(String name, String text) {}

  private final Map<WrkSetting, Given> values = new EnumMap<>(WrkSetting.class);

  WrkValues(Map<WrkSetting, String> flags, Map<String, String> environment) {
    flags.forEach((key, text) -> values.put(key, new Given("--" + key.flag(), text)));
    for (WrkSetting key : WrkSetting.values()) {
      String env = key.env();
      String text = env == null ? null : environment.get(env);
      if (env != null && text != null && !text.isBlank()) {
        values.putIfAbsent(key, new Given(env, text));
      }
    }
  }

  boolean has(WrkSetting key) {
    return values.containsKey(key);
  }

  /** Returns the value given, else the default, or null if there is neither. */
  @Nullable String text(WrkSetting key) {
    Given given = values.get(key);
    return given == null ? key.defaultValue() : given.text();
  }

  int number(WrkSetting key, int min, int max) {
    String text = String.valueOf(text(key)).strip();
    int number = NUMBER.matcher(text).matches() ? Integer.parseInt(text) : -1;
    if (number < min || number > max) {
      throw invalid(key);
    }
    return number;
  }

  /** Parses a duration. The tools take whole seconds. */
  int seconds(WrkSetting key, int min, int max) {
    Matcher matcher = DURATION.matcher(String.valueOf(text(key)).strip());
    if (!matcher.matches()) {
      throw invalid(key);
    }
    int unit =
        switch (matcher.group(2)) {
          case "s" -> 1;
          case "m" -> 60;
          default -> 3600;
        };
    long seconds = Long.parseLong(matcher.group(1)) * unit;
    if (seconds < min || seconds > max) {
      throw invalid(key);
    }
    return (int) seconds;
  }

  /** Parses a value that may be missing, which is false. */
  boolean toggle(WrkSetting key) {
    String text = text(key);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      throw invalid(key);
    }
    return "true".equals(text);
  }

  URI url(WrkSetting key) {
    String text = String.valueOf(text(key));
    try {
      URI url = URI.create(text);
      Origin.of(url);
      return url;
    } catch (IllegalArgumentException e) {
      String suggestion = Origin.completeUrl(text);
      String rule = "must be " + key.validValues();
      throw invalid(
          key, suggestion == null ? rule : "%s; did you mean %s?".formatted(rule, suggestion));
    }
  }

  /** Returns a directory that is new or empty, or null if none is given. */
  @Nullable Path newDirectory(WrkSetting key) {
    Path directory = path(key);
    if (directory == null || Files.notExists(directory)) {
      return directory;
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isEmpty() && Files.isWritable(directory)) {
        return directory;
      }
    } catch (IOException e) {
      throw invalid(key);
    }
    throw invalid(key);
  }

  /** Returns a file that can be written, or null if none is given. */
  @Nullable Path writableFile(WrkSetting key) {
    Path file = path(key);
    if (file != null && !isWritable(file)) {
      throw invalid(key);
    }
    return file;
  }

  /** Returns true if a file can be made, or replaced. */
  static boolean isWritable(Path file) {
    Path directory = file.toAbsolutePath().getParent();
    return !Files.isDirectory(file)
        && directory != null
        && Files.isWritable(Files.exists(file) ? file : directory);
  }

  private @Nullable Path path(WrkSetting key) {
    String text = text(key);
    try {
      if (text != null && text.isEmpty()) {
        throw invalid(key);
      }
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      throw invalid(key);
    }
  }

  /** True if the value was given as a flag. */
  boolean isFlag(WrkSetting key) {
    return has(key) && displayName(key).startsWith("--");
  }

  /** Name that the user gave the value by. */
  String displayName(WrkSetting key) {
    Given given = values.get(key);
    return given == null ? "--" + key.flag() : given.name();
  }

  InvalidOptionException invalid(WrkSetting key) {
    return invalid(key, "must be " + key.validValues());
  }

  /** Creates an error that shows the value, without a password in a URL. */
  InvalidOptionException invalid(WrkSetting key, String reason) {
    String text = String.valueOf(text(key)).replaceFirst("(?s)//.*@", "//***@");
    return new InvalidOptionException("%s=%s: %s".formatted(displayName(key), text, reason));
  }
}
