package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.ComparedTarget;
import dev.firsttoken.bench.options.value.FileDigest;
import java.nio.file.Path;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * Values that a run was given, by whatever means, as its repetition needs them: without secrets,
 * and without the places of its results.
 *
 * @param values texts in the order of the settings; paths of files are absolute
 * @param digests SHA-256 of each file that was read
 * @param startsServer whether the run started its own server, whose URL is of no use later
 * @param hasKeyOfVariable whether the API key was that of the environment variable
 */
public record GivenOptions(
    Map<Setting, String> values,
    Map<Setting, String> digests,
    boolean startsServer,
    boolean hasKeyOfVariable) {
  private static final Set<Setting> NOT_REPEATED =
      EnumSet.of(
          Setting.CONFIG,
          Setting.WATCH_PID,
          Setting.RESULTS_DIR,
          Setting.JSON,
          Setting.HTML,
          Setting.OUT,
          Setting.MARKDOWN,
          Setting.CSV,
          Setting.ANNOTATE,
          Setting.START_AT);

  /** Collects the values of a command, and reads its files once more for their digests. */
  static GivenOptions from(Command command, RawOptions rawOptions, OptionReader optionReader) {
    Map<Setting, String> values = new LinkedHashMap<>();
    Map<Setting, String> digests = new LinkedHashMap<>();
    for (Setting key : command.settings()) {
      Path file = key.isInputFile() ? optionReader.readableFile(key) : null;
      if (file != null) {
        digests.put(key, digest(key, file, rawOptions));
      }
      boolean isUnsentKey =
          key == Setting.API_KEY
              && rawOptions.isVariable(key)
              && !sendsKey(command, rawOptions, optionReader);
      if (rawOptions.has(key) && !NOT_REPEATED.contains(key) && !isUnsentKey) {
        String text = String.valueOf(rawOptions.text(key));
        values.put(
            key, file == null ? KeyRedaction.redact(key, text) : file.toAbsolutePath().toString());
      }
    }
    return new GivenOptions(
        Collections.unmodifiableMap(values),
        Collections.unmodifiableMap(digests),
        false,
        rawOptions.isVariable(Setting.API_KEY));
  }

  /** Adds a value that was found out, so that a repetition does not ask for it again. */
  GivenOptions with(Setting key, String text) {
    Map<Setting, String> more = new LinkedHashMap<>(values);
    more.put(key, text);
    return new GivenOptions(
        Collections.unmodifiableMap(more), digests, startsServer, hasKeyOfVariable);
  }

  /** Notes that the run starts its own server, which needs no key of the user's environment. */
  GivenOptions withOwnServer() {
    Map<Setting, String> needed = new LinkedHashMap<>(values);
    if (hasKeyOfVariable) {
      needed.remove(Setting.API_KEY);
    }
    return new GivenOptions(Collections.unmodifiableMap(needed), digests, true, hasKeyOfVariable);
  }

  /** A header overrides the key of the variable, and a comparison's own servers get none. */
  private static boolean sendsKey(
      Command command, RawOptions rawOptions, OptionReader optionReader) {
    if (optionReader.headers(Setting.HEADER).has("authorization")) {
      return false;
    }
    return command != Command.COMPARE
        || new TargetListReader(rawOptions, optionReader)
            .read().stream().anyMatch(ComparedTarget.Running.class::isInstance);
  }

  private static String digest(Setting key, Path file, RawOptions rawOptions) {
    try {
      return FileDigest.sha256(file);
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }
}
