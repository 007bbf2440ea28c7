package dev.firsttoken.bench.options;

import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * The values as they were given, each with the name that the user knows it by. A flag or a system
 * property goes before the environment, that before the table's own value.
 */
public final class RawOptions {
  /** One value and how it was given: {@code --total}, {@code -Dtotal}, {@code SYN_FRAMES}. */
  record Value(String name, String text) {}

  /** Where --find-max begins when no number of users is given. */
  private static final String DEFAULT_SEARCH_USERS = "256";

  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);

  private RawOptions() {}

  /** By the command line. */
  public static RawOptions fromFlags(Map<Setting, String> flags, Map<String, String> environment) {
    RawOptions rawOptions = new RawOptions();
    flags.forEach((key, text) -> rawOptions.values.put(key, new Value("--" + key.flag(), text)));
    rawOptions.addEnvironment(environment);
    return rawOptions;
  }

  /**
   * By system properties, as {@code mvn -DbaseUrl=...} hands them on.
   *
   * @throws InvalidOptionException where a property is a setting's name in another spelling
   */
  public static RawOptions fromProperties(
      Map<String, String> properties, Map<String, String> environment) {
    RawOptions rawOptions = new RawOptions();
    for (Setting key : Setting.values()) {
      String text = properties.get(key.property());
      if (text != null) {
        rawOptions.values.put(key, new Value("-D" + key.property(), text));
      }
    }
    properties.keySet().forEach(RawOptions::rejectMisspelled);
    rawOptions.addEnvironment(environment);
    return rawOptions;
  }

  private void addEnvironment(Map<String, String> environment) {
    for (Setting key : Setting.values()) {
      String env = key.env();
      String text = env == null ? null : environment.get(env);
      if (env != null && text != null && !text.isBlank()) {
        values.putIfAbsent(key, new Value(env, text));
      }
    }
  }

  // The properties of a JVM are not ours alone, so an unknown one is no error; a near miss is.
  private static void rejectMisspelled(String property) {
    for (Setting key : Setting.values()) {
      if (!property.equals(key.property()) && normalize(property).equals(normalize(key.flag()))) {
        throw new InvalidOptionException(
            "-D%s: it is spelt -D%s".formatted(property, key.property()));
      }
    }
  }

  private static String normalize(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }

  boolean has(Setting key) {
    return values.containsKey(key);
  }

  /** The value given, else the table's, else null. */
  @Nullable String text(Setting key) {
    Value value = values.get(key);
    return value == null ? defaultValue(key) : value.text();
  }

  // Rates alone mean that there are no closed levels.
  private @Nullable String defaultValue(Setting key) {
    if (key != Setting.CONCURRENCY) {
      return key.defaultValue();
    }
    Value search = values.get(Setting.FIND_MAX);
    boolean isSearch = search != null && search.text().equals("true");
    return has(Setting.RATE) || has(Setting.TRACE)
        ? null
        : isSearch ? DEFAULT_SEARCH_USERS : key.defaultValue();
  }

  /** The name that the user knows it by. */
  String displayName(Setting key) {
    Value value = values.get(key);
    return value == null ? "--" + key.flag() : value.name();
  }

  /** An error about a setting's value, which it names unless it is, or may hold, a secret. */
  InvalidOptionException invalid(Setting key) {
    return invalid(key, "must be " + key.validValues());
  }

  InvalidOptionException invalid(Setting key, String reason) {
    String text = String.valueOf(text(key)).replaceFirst("(?s)//.*@", "//***@");
    return new InvalidOptionException(
        key == Setting.API_KEY
            ? "%s: %s".formatted(displayName(key), reason)
            : "%s=%s: %s".formatted(displayName(key), text, reason));
  }
}
