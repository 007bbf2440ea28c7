package dev.firsttoken.bench.options;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads single values by the rules of {@link Setting}; anything else is a {@link BadOption}. */
final class Reader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Duration LONGEST = Duration.ofHours(24);
  private static final int MOST_CHARACTERS = 256;

  private final Given given;

  Reader(Given given) {
    this.given = given;
  }

  /** Null where it is not given. */
  @Nullable Integer number(Setting key) {
    String text = given.text(key);
    return text == null ? null : number(key, text);
  }

  private int number(Setting key, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (key.spans(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw given.bad(key);
    }
    throw given.bad(key);
  }

  /** Null where it is not given or empty. */
  @Nullable String text(Setting key) {
    String text = given.text(key);
    return text == null || text.isEmpty() ? null : text;
  }

  String needed(Setting key) {
    String text = text(key);
    if (text == null) {
      throw given.bad(key);
    }
    return text;
  }

  /** False where it is not given. */
  boolean onOff(Setting key) {
    String text = text(key);
    if (text != null && !text.equals("true") && !text.equals("false")) {
      throw given.bad(key);
    }
    return "true".equals(text);
  }

  @Nullable String name(Setting key) {
    String text = text(key);
    if (text != null && text.length() > MOST_CHARACTERS) {
      throw given.bad(key);
    }
    return text;
  }

  /** What goes into a header line, or an error: nothing that could end the line. */
  @Nullable String visible(Setting key) {
    String text = text(key);
    if (text != null && !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw given.bad(key);
    }
    return text;
  }

  Duration duration(Setting key) {
    Matcher parts = DURATION.matcher(String.valueOf(given.text(key)));
    if (!parts.matches()) {
      throw given.bad(key);
    }
    long count = Long.parseLong(parts.group(1));
    Duration duration =
        switch (parts.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (!duration.isPositive() || duration.compareTo(LONGEST) > 0) {
      throw given.bad(key);
    }
    return duration;
  }

  List<Integer> numbers(Setting key) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : String.valueOf(given.text(key)).split(",", -1)) {
      int number = number(key, part);
      if (numbers.contains(number)) {
        throw given.bad(key, "names %d twice".formatted(number));
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  @Nullable Path path(Setting key) {
    String text = text(key);
    try {
      return text == null ? null : Path.of(text);
    } catch (InvalidPathException e) {
      throw given.bad(key);
    }
  }

  @Nullable Path writable(Setting key) {
    Path file = path(key);
    if (file != null) {
      Path folder = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || folder == null || !Files.isDirectory(folder)) {
        throw given.bad(key);
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
      throw given.bad(key);
    }
    throw given.bad(key);
  }

  @Nullable Path readable(Setting key) {
    Path file = path(key);
    if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw given.bad(key);
    }
    return file;
  }

  /** The chat completions' address: base URL and path together. */
  URI endpoint() {
    URI base = uri(Setting.BASE_URL, String.valueOf(given.text(Setting.BASE_URL)));
    boolean http = "http".equals(base.getScheme()) || "https".equals(base.getScheme());
    if (!http
        || base.getHost() == null
        || base.getRawUserInfo() != null
        || base.getRawQuery() != null
        || base.getRawFragment() != null
        || base.getPort() == 0
        || base.getPort() > 0xffff) {
      throw given.bad(Setting.BASE_URL);
    }
    String root = base.toString().replaceFirst("/+$", "");
    if (root.endsWith("/v1") && !given.has(Setting.PATH)) {
      return URI.create(root + "/chat/completions");
    }
    String path = String.valueOf(given.text(Setting.PATH));
    if (!path.startsWith("/") || path.contains("#")) {
      throw given.bad(Setting.PATH);
    }
    return uri(Setting.PATH, root + path);
  }

  private URI uri(Setting key, String text) {
    try {
      return URI.create(text);
    } catch (IllegalArgumentException e) {
      throw given.bad(key);
    }
  }
}
