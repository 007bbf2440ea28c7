package dev.firsttoken.proxy.perf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Options of a measurement.
 *
 * @param seconds length of each window
 * @param warmupSeconds warm-up time of each JVM, over all loads
 * @param transports transports of the relay, measured in turns with nginx
 * @param streams numbers of concurrent streams, one load each
 * @param before jar of an earlier proxy for comparison, or empty
 * @param core core on which the targets run in turns
 */
record CostOptions(
    int rounds,
    int seconds,
    int warmupSeconds,
    List<String> transports,
    List<Integer> streams,
    String before,
    int core) {
  private static final Map<String, String> DEFAULTS =
      Map.of(
          "rounds", "5",
          "seconds", "5",
          "warmup", "45",
          "transports", "epoll",
          "streams", "50,200",
          "before", "",
          "core", "0");

  /**
   * Parses the arguments.
   *
   * @throws IllegalArgumentException for an unknown option; the message lists the known ones
   */
  static CostOptions of(String... arguments) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String key = parts[0].startsWith("--") ? parts[0].substring(2) : "";
      if (parts.length < 2 || values.replace(key, parts[1]) == null) {
        throw new IllegalArgumentException(
            "unknown option: %s. Options are --KEY=VALUE, with defaults %s"
                .formatted(argument, new TreeMap<>(DEFAULTS)));
      }
    }
    return new CostOptions(
        number(values.get("rounds"), 1),
        number(values.get("seconds"), 1),
        number(values.get("warmup"), 0),
        list(values.get("transports")),
        list(values.get("streams")).stream().map(count -> number(count, 1)).toList(),
        String.valueOf(values.get("before")),
        number(values.get("core"), 0));
  }

  private static List<String> list(@Nullable String value) {
    return Stream.of(String.valueOf(value).split(",")).filter(item -> !item.isBlank()).toList();
  }

  private static int number(@Nullable String value, int min) {
    int number = Integer.parseInt(String.valueOf(value));
    if (number < min) {
      throw new IllegalArgumentException("must be at least " + min + ": " + number);
    }
    return number;
  }
}
