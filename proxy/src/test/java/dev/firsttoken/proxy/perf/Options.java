package dev.firsttoken.proxy.perf;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What to measure.
 *
 * @param seconds length of each window
 * @param warmupSeconds how long each JVM is warmed, over all loads
 * @param transports the relay's, to be measured in turns beside nginx
 * @param streams how many streams run at once, a load for each count
 * @param before a jar of the proxy to compare with, empty for none
 * @param core where the targets run, in turns
 */
record Options(
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
   * @throws IllegalArgumentException naming the argument that is none, and those there are
   */
  static Options of(String... arguments) {
    Map<String, String> values = new HashMap<>(DEFAULTS);
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      String key = parts[0].startsWith("--") ? parts[0].substring(2) : "";
      if (parts.length < 2 || values.replace(key, parts[1]) == null) {
        throw new IllegalArgumentException(
            "no option: %s; there are --KEY=VALUE, by default %s"
                .formatted(argument, new TreeMap<>(DEFAULTS)));
      }
    }
    return new Options(
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
      throw new IllegalArgumentException("less than " + min + ": " + number);
    }
    return number;
  }
}
