package dev.firsttoken.bench.options.config;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.FileOptions;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.RawOptions;
import dev.firsttoken.bench.options.Setting;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Options of a command from all sources: flags or system properties, a file, the environment. */
public final class ConfiguredOptions {
  private ConfiguredOptions() {}

  /**
   * Reads the flags of the command line, the file that they name, and the environment.
   *
   * @param notices takes a sentence for each file that is not as it was recorded
   * @throws InvalidOptionException for the first invalid value
   */
  public static Options fromFlags(
      Command command,
      Map<Setting, String> flags,
      Map<String, String> environment,
      Consumer<String> notices) {
    FileOptions file = readFile(command, "--config", flags.get(Setting.CONFIG));
    Options options = Options.from(command, RawOptions.fromFlags(flags, file, environment));
    tellChanges(file, flags::containsKey, options, notices);
    return options;
  }

  /**
   * Reads system properties, the file that they name, and the environment.
   *
   * @param notices takes a sentence for each file that is not as it was recorded
   * @throws InvalidOptionException for the first invalid value
   */
  public static Options fromProperties(
      Command command,
      Map<String, String> properties,
      Map<String, String> environment,
      Consumer<String> notices) {
    FileOptions file = readFile(command, "-Dconfig", properties.get(Setting.CONFIG.property()));
    Options options =
        Options.from(command, RawOptions.fromProperties(properties, file, environment));
    tellChanges(file, key -> properties.containsKey(key.property()), options, notices);
    return options;
  }

  private static FileOptions readFile(Command command, String flag, @Nullable String text) {
    if (text == null) {
      return FileOptions.NONE;
    }
    try {
      Path file = Path.of(text);
      if (!text.isEmpty() && Files.isRegularFile(file) && Files.isReadable(file)) {
        return ConfigReader.read(file, command);
      }
    } catch (InvalidPathException e) {
      throw invalid(flag, text);
    }
    throw invalid(flag, text);
  }

  private static InvalidOptionException invalid(String flag, String text) {
    return new InvalidOptionException(
        "%s=%s: must be %s".formatted(flag, text, Setting.CONFIG.validValues()));
  }

  /**
   * Compares the files that are read with those of the recorded run.
   *
   * @param isGiven true for a setting by which the user chose another file
   */
  private static void tellChanges(
      FileOptions file, Predicate<Setting> isGiven, Options options, Consumer<String> notices) {
    file.digests()
        .forEach(
            (setting, recorded) -> {
              String current = options.givenOptions().digests().get(setting);
              if (current != null && !isGiven.test(setting) && !current.equals(recorded)) {
                notices.accept(
                    "%s: the file of --%s has changed since, so the requests may differ from those of the recorded run"
                        .formatted(file.name(), setting.flag()));
              }
            });
  }
}
