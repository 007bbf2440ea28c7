package dev.firsttoken.bench.options;

import dev.firsttoken.bench.slo.Slo;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Reads single values by the rules of {@link Setting}; anything else is a {@link
 * InvalidOptionException}.
 */
final class OptionReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern RATE = Pattern.compile("(\\d{1,18})(\\.\\d{1,9})?");
  private static final Duration SHORTEST = Duration.ofMillis(1);
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final double LEAST_RATE = 0.01;
  private static final double MOST_RATE = 100_000;
  private static final int MOST_CHARACTERS = 256;

  private final RawOptions rawOptions;

  OptionReader(RawOptions rawOptions) {
    this.rawOptions = rawOptions;
  }

  /** Null where it is not given. */
  @Nullable Integer number(Setting key) {
    String text = rawOptions.text(key);
    return text == null ? null : number(key, text);
  }

  private int number(Setting key, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (key.spans(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw rawOptions.bad(key);
    }
    throw rawOptions.bad(key);
  }

  /** Null where it is not given or empty. */
  @Nullable String text(Setting key) {
    String text = rawOptions.text(key);
    return text == null || text.isEmpty() ? null : text;
  }

  String needed(Setting key) {
    String text = text(key);
    if (text == null) {
      throw rawOptions.bad(key);
    }
    return text;
  }

  @Nullable String name(Setting key) {
    String text = text(key);
    if (text != null && text.length() > MOST_CHARACTERS) {
      throw rawOptions.bad(key);
    }
    return text;
  }

  /** What goes into a header line, or an error: nothing that could end the line. */
  @Nullable String visible(Setting key) {
    String text = text(key);
    if (text != null && !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw rawOptions.bad(key);
    }
    return text;
  }

  Duration duration(Setting key) {
    return duration(key, SHORTEST);
  }

  /** Null where it is not given. */
  @Nullable Duration durationOrNone(Setting key, Duration least) {
    return rawOptions.text(key) == null ? null : duration(key, least);
  }

  private Duration duration(Setting key, Duration least) {
    Matcher parts = DURATION.matcher(String.valueOf(rawOptions.text(key)));
    if (!parts.matches()) {
      throw rawOptions.bad(key);
    }
    long count = Long.parseLong(parts.group(1));
    Duration duration =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.compareTo(least) < 0 || duration.compareTo(LONGEST) > 0) {
      throw rawOptions.bad(key);
    }
    return duration;
  }

  /** None where none are given. */
  List<Integer> numbers(Setting key) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : parts(rawOptions.text(key))) {
      int number = number(key, part);
      if (numbers.contains(number)) {
        throw rawOptions.bad(key, "names %d twice".formatted(number));
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** Requests per second; none where none are given. */
  List<Double> rates(Setting key) {
    List<Double> rates = new ArrayList<>();
    for (String part : parts(rawOptions.text(key))) {
      if (!RATE.matcher(part.strip()).matches()) {
        throw rawOptions.bad(key);
      }
      double rate = Double.parseDouble(part.strip());
      if (rate > MOST_RATE) {
        throw rawOptions.bad(
            key, "no such rate can be sent from one machine; at most %,.0f".formatted(MOST_RATE));
      }
      if (rate < LEAST_RATE) {
        throw rawOptions.bad(key);
      }
      if (rates.contains(rate)) {
        throw rawOptions.bad(key, "names %s twice".formatted(part.strip()));
      }
      rates.add(rate);
    }
    return List.copyOf(rates);
  }

  private static String[] parts(@Nullable String list) {
    return list == null ? new String[0] : list.split(",", -1);
  }

  ArrivalProcess spacing(Setting key) {
    String text = String.valueOf(rawOptions.text(key));
    return Arrays.stream(ArrivalProcess.values())
        .filter(arrivalProcess -> arrivalProcess.label().equals(text))
        .findAny()
        .orElseThrow(() -> rawOptions.bad(key));
  }

  /** False where it is not given. */
  boolean toggle(Setting key) {
    return switch (rawOptions.text(key)) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default -> throw rawOptions.bad(key);
    };
  }

  @Nullable Slo slo(Setting key) {
    String text = rawOptions.text(key);
    if (text != null && text.isBlank()) {
      throw rawOptions.bad(key);
    }
    try {
      return text == null ? null : Slo.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(rawOptions.name(key) + ": " + e.getMessage());
    }
  }

  /** Null where it is not given; an empty one, as of a variable that is not set, is an error. */
  @Nullable Path path(Setting key) {
    String text = rawOptions.text(key);
    try {
      return text == null ? null : Path.of(needed(key));
    } catch (InvalidPathException e) {
      throw rawOptions.bad(key);
    }
  }

  @Nullable Path writable(Setting key) {
    Path file = path(key);
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
        throw rawOptions.bad(key);
      }
      if (!Files.isWritable(Files.exists(file) ? file : folder)) {
        throw rawOptions.bad(key, "can't be written there");
      }
    }
    return file;
  }

  /** A result is never written over another. */
  @Nullable Path newFolder(Setting key) {
    Path folder = path(key);
    if (folder == null || Files.notExists(folder)) {
      return folder;
    }
    try (Stream<Path> inside = Files.list(folder)) {
      if (inside.findAny().isEmpty()) {
        return folder;
      }
    } catch (IOException e) {
      throw rawOptions.bad(key);
    }
    throw rawOptions.bad(key);
  }

  @Nullable Path readable(Setting key) {
    Path file = path(key);
    if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw rawOptions.bad(key);
    }
    return file;
  }

  /** A path on the target, or a URL of its own; null: it is off. */
  @Nullable URI scraped(Setting key) {
    String text = String.valueOf(rawOptions.text(key));
    if (text.equals("off")) {
      return null;
    }
    URI uri = uri(key, text);
    boolean path = text.startsWith("/") && !text.startsWith("//");
    if ((!path && !isHttp(uri)) || uri.getRawUserInfo() != null || uri.getRawFragment() != null) {
      throw rawOptions.bad(key);
    }
    return uri;
  }

  private static boolean isHttp(URI uri) {
    boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
    return http && uri.getHost() != null && uri.getPort() != 0 && uri.getPort() <= 0xffff;
  }

  /** The chat completions' address: base URL and path together. */
  URI endpoint() {
    URI base = uri(Setting.BASE_URL, String.valueOf(rawOptions.text(Setting.BASE_URL)));
    if (!isHttp(base)
        || base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null) {
      throw rawOptions.bad(Setting.BASE_URL);
    }
    String root = base.toString().replaceFirst("/+$", "");
    if (root.endsWith("/v1") && !rawOptions.has(Setting.PATH)) {
      return URI.create(root + "/chat/completions");
    }
    String path = String.valueOf(rawOptions.text(Setting.PATH));
    if (!path.startsWith("/") || path.contains("#")) {
      throw rawOptions.bad(Setting.PATH);
    }
    return uri(Setting.PATH, root + path);
  }

  private URI uri(Setting key, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw rawOptions.bad(key);
    }
  }
}
