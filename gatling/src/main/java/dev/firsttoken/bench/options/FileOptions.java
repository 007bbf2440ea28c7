package dev.firsttoken.bench.options;

import java.util.Collections;
import java.util.EnumMap;
import java.util.Map;

/**
 * Options of a file. Flags override them, and they override the environment.
 *
 * @param name name of the file, for messages
 * @param values texts as flags would have them
 * @param digests SHA-256 of each input file when the run was recorded, by its setting
 * @param ignoresEnvironment whether variables stand for no option but secrets, so that a recorded
 *     run is repeated in any environment
 */
public record FileOptions(
    String name,
    Map<Setting, String> values,
    Map<Setting, String> digests,
    boolean ignoresEnvironment) {
  /** No file. */
  public static final FileOptions NONE = new FileOptions("", Map.of(), Map.of(), false);

  public FileOptions {
    values = copy(values);
    digests = copy(digests);
  }

  private static Map<Setting, String> copy(Map<Setting, String> map) {
    Map<Setting, String> copy = new EnumMap<>(Setting.class);
    copy.putAll(map);
    return Collections.unmodifiableMap(copy);
  }
}
