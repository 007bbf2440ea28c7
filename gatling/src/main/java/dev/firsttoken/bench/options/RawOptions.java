package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.RequestHeaders;
import java.util.EnumMap;
import java.util.Locale;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Values as given, each with the name that the user gave it by. A flag or system property overrides
 * a file of options, which overrides the environment, which overrides the default.
 */
public final class RawOptions {
  /** One value and its name: {@code --total}, {@code -Dtotal} or {@code SYN_FRAMES}. */
  record Value(String name, String text) {}

  /** Upper limit of --find-max if no number of users is given. */
  private static final String DEFAULT_SEARCH_USERS = "256";

  private static final char REPLACEMENT_CHARACTER = '\uFFFD';

  /** In characters: the JSON of a flag may be long. */
  private static final int MAX_SHOWN_LENGTH = 200;

  private final Map<Setting, Value> values = new EnumMap<>(Setting.class);
  private final Map<Setting, String> commandDefaults = new EnumMap<>(Setting.class);
  private final Map<String, String> environment;

  private RawOptions(Map<String, String> environment) {
    this.environment = environment;
  }

  /** Reads the flags of the command line and the environment. */
  public static RawOptions fromFlags(Map<Setting, String> flags, Map<String, String> environment) {
    return fromFlags(flags, FileOptions.NONE, environment);
  }

  /**
   * Reads the flags of the command line, a file of options, and the environment.
   *
   * @throws InvalidOptionException if the file stands for a secret that is not given again
   */
  public static RawOptions fromFlags(
      Map<Setting, String> flags, FileOptions file, Map<String, String> environment) {
    RawOptions rawOptions = new RawOptions(environment);
    flags.forEach((key, text) -> rawOptions.values.put(key, new Value("--" + key.flag(), text)));
    rawOptions.addSources(file);
    return rawOptions;
  }

  /**
   * Holds one value.
   *
   * @param name name that the user gave it by, such as another environment variable
   */
  public static RawOptions of(Setting key, String name, String text) {
    RawOptions rawOptions = new RawOptions(Map.of());
    Value value = new Value(name, text);
    rawOptions.values.put(key, value);
    rejectUndecoded(value);
    return rawOptions;
  }

  /**
   * Reads system properties, as {@code mvn -DbaseUrl=...} passes them, and the environment.
   *
   * @throws InvalidOptionException if a property misspells a setting's name
   */
  public static RawOptions fromProperties(
      Map<String, String> properties, Map<String, String> environment) {
    return fromProperties(properties, FileOptions.NONE, environment);
  }

  /**
   * Reads system properties, a file of options, and the environment.
   *
   * @throws InvalidOptionException if a property misspells a setting's name, or the file stands for
   *     a secret that is not given again
   */
  public static RawOptions fromProperties(
      Map<String, String> properties, FileOptions file, Map<String, String> environment) {
    RawOptions rawOptions = new RawOptions(environment);
    for (Setting key : Setting.values()) {
      String text = properties.get(key.property());
      if (text != null) {
        rawOptions.values.put(key, new Value("-D" + key.property(), text));
      }
    }
    properties.keySet().forEach(RawOptions::rejectMisspelled);
    rawOptions.addSources(file);
    return rawOptions;
  }

  // A JVM puts this character in place of each byte that its locale can't decode.
  private static void rejectUndecoded(Value value) {
    if (value.text().indexOf(REPLACEMENT_CHARACTER) >= 0) {
      throw new InvalidOptionException(
          "%s: contains bytes that are not valid in %s; set LC_ALL=C.UTF-8"
              .formatted(value.name(), System.getProperty("sun.jnu.encoding")));
    }
  }

  /** Adds what flags and properties leave open. */
  private void addSources(FileOptions file) {
    file.values().forEach((key, text) -> addFromFile(file.name(), key, text));
    for (Setting key : Setting.values()) {
      String env = key.env();
      String text = env == null ? null : environment.get(env);
      boolean isUsed = key == Setting.API_KEY || !file.ignoresEnvironment();
      if (env != null && text != null && !text.isBlank() && isUsed) {
        values.putIfAbsent(key, new Value(env, text));
      }
    }
    values.values().forEach(RawOptions::rejectUndecoded);
    file.values().forEach((key, text) -> requireSecretAgain(file.name(), key, text));
  }

  private void addFromFile(String fileName, Setting key, String text) {
    Value given = values.get(key);
    if (given != null && key == Setting.HEADER) {
      values.put(key, new Value(given.name(), RequestHeaders.override(text, given.text())));
    } else if (given == null && !(key == Setting.API_KEY && isSecretLeftOut(text))) {
      values.put(key, new Value(fileName + ": " + key.flag(), text));
    }
  }

  private static boolean isSecretLeftOut(String text) {
    return text.contains(KeyRedaction.GIVEN);
  }

  /** Rejects a run that would lack a secret: it would send other requests than the recorded one. */
  private void requireSecretAgain(String fileName, Setting key, String fileText) {
    Value used = values.get(key);
    if (!key.maySecretBeLeftOut() || !isSecretLeftOut(fileText)) {
      return;
    }
    if (used == null || isSecretLeftOut(used.text())) {
      throw new InvalidOptionException(
          "%s: %s stands for a secret, which no file has: give --%s again%s"
              .formatted(
                  fileName,
                  used == null ? key.flag() : secretName(key, used.text()),
                  key.flag(),
                  key.env() == null ? "" : ", or set " + key.env()));
    }
  }

  private static String secretName(Setting key, String text) {
    return text.lines()
        .filter(RawOptions::isSecretLeftOut)
        .findFirst()
        .map(line -> key.flag() + " \"" + line + "\"")
        .orElse(key.flag());
  }

  // A JVM has properties of others too, so an unknown one is valid; a near miss is an error.
  private static void rejectMisspelled(String property) {
    for (Setting key : Setting.values()) {
      if (!property.equals(key.property()) && normalize(property).equals(normalize(key.flag()))) {
        throw new InvalidOptionException(
            "-D%s: unknown property; did you mean -D%s?".formatted(property, key.property()));
      }
    }
  }

  private static String normalize(String name) {
    return name.replaceAll("[-_.]", "").toLowerCase(Locale.ROOT);
  }

  /** Sets the default that a setting has for this command. */
  void setDefault(Setting key, String text) {
    commandDefaults.put(key, text);
  }

  /** Returns true if the setting has a value that was given, or a default of this command. */
  boolean hasValueOrCommandDefault(Setting key) {
    return has(key) || commandDefaults.containsKey(key);
  }

  /** Forgets the value of a variable; one that was given as a flag stays. */
  void ignoreEnvironment(Setting key) {
    values.computeIfPresent(key, (same, value) -> value.name().equals(key.env()) ? null : value);
  }

  /**
   * Rejects a system property that the command does not take; the command line has no flag for it.
   *
   * @throws InvalidOptionException naming the first of them
   */
  void rejectUnused(Command command) {
    for (Setting key : values.keySet()) {
      if (!command.accepts(key) && isProperty(key)) {
        throw invalid(key, "does not apply to " + command.label());
      }
    }
  }

  /** Returns the value of a variable that a value refers to, or null if it is not set. */
  @Nullable String variable(String name) {
    return environment.get(name);
  }

  /** Returns true if the value is that of the setting's variable. */
  boolean isVariable(Setting key) {
    Value value = values.get(key);
    return value != null && value.name().equals(key.env());
  }

  /** Returns true if the value was given as a system property. */
  boolean isProperty(Setting key) {
    return has(key) && displayName(key).startsWith("-D");
  }

  boolean has(Setting key) {
    return values.containsKey(key);
  }

  /** Returns the value given, else the default, or null if there is neither. */
  @Nullable String text(Setting key) {
    Value value = values.get(key);
    return value == null ? defaultValue(key) : value.text();
  }

  // A rate or a trace without --concurrency means no closed levels.
  private @Nullable String defaultValue(Setting key) {
    String ofCommand = commandDefaults.get(key);
    String text = ofCommand == null ? key.defaultValue() : ofCommand;
    if (key != Setting.CONCURRENCY) {
      return text;
    }
    Value search = values.get(Setting.FIND_MAX);
    boolean isSearch = search != null && search.text().equals("true");
    return has(Setting.RATE) || has(Setting.TRACE) ? null : isSearch ? DEFAULT_SEARCH_USERS : text;
  }

  /** Name that the user gave the value by. */
  String displayName(Setting key) {
    Value value = values.get(key);
    return value == null ? "--" + key.flag() : value.name();
  }

  /** Creates an error that shows the value, without secrets. */
  InvalidOptionException invalid(Setting key) {
    return invalid(key, "must be " + key.validValues());
  }

  InvalidOptionException invalid(Setting key, String reason) {
    String text =
        shorten(KeyRedaction.redact(key, String.valueOf(text(key))))
            .replaceFirst("(?s)//.*@", "//***@");
    return new InvalidOptionException(
        key == Setting.API_KEY
            ? "%s: %s".formatted(displayName(key), reason)
            : "%s=%s: %s".formatted(displayName(key), text, reason));
  }

  private static String shorten(String text) {
    return text.length() <= MAX_SHOWN_LENGTH ? text : text.substring(0, MAX_SHOWN_LENGTH) + "…";
  }
}
