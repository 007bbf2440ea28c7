package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNullElse;

import dev.firsttoken.bench.options.value.AnnotationPlace;
import dev.firsttoken.bench.options.value.ArrivalProcess;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.JsonPatch;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.slo.Percentile;
import dev.firsttoken.bench.slo.Slo;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Parser of single values. Every method throws an {@link InvalidOptionException} for a value that
 * its {@link Setting} does not allow.
 */
final class OptionReader {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})(ms|s|m|h)");
  private static final Pattern RATE = Pattern.compile("(\\d{1,18})(\\.\\d{1,9})?");
  private static final Pattern URL = Pattern.compile("\\w+://");
  private static final Pattern FIELD_NAME = Pattern.compile("[A-Za-z_][A-Za-z0-9_.-]{0,63}");

  private static final Duration MIN_DURATION = Duration.ofMillis(1);
  private static final Duration MAX_DURATION = Duration.ofHours(24);
  private static final double MIN_RATE = 0.01;
  private static final double MAX_RATE = 100_000;
  private static final int MAX_NAME_LENGTH = 256;

  private final RawOptions rawOptions;

  OptionReader(RawOptions rawOptions) {
    this.rawOptions = rawOptions;
  }

  /** Returns the value, or null if it is not given. */
  @Nullable Integer number(Setting key) {
    String text = rawOptions.text(key);
    return text == null ? null : number(key, text);
  }

  private int number(Setting key, String text) {
    try {
      int number = Integer.parseInt(text.strip());
      if (key.isInRange(number)) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw rawOptions.invalid(key);
    }
    throw rawOptions.invalid(key);
  }

  /** Returns the text, or null if it is not given or empty. */
  @Nullable String text(Setting key) {
    String text = rawOptions.text(key);
    return text == null || text.isEmpty() ? null : text;
  }

  String required(Setting key) {
    String text = text(key);
    if (text == null) {
      throw rawOptions.invalid(key);
    }
    return text;
  }

  @Nullable String name(Setting key) {
    String text = text(key);
    if (text != null && text.length() > MAX_NAME_LENGTH) {
      throw rawOptions.invalid(key);
    }
    return text;
  }

  /** Returns a text that is safe in a header line: no control character can end the line. */
  @Nullable String visibleAscii(Setting key) {
    String text = text(key);
    if (text != null && !text.chars().allMatch(c -> c > ' ' && c < 0x7f)) {
      throw rawOptions.invalid(key);
    }
    return text;
  }

  Duration duration(Setting key) {
    return duration(key, MIN_DURATION);
  }

  /** Returns the value, or null if it is not given. */
  @Nullable Duration durationOrNull(Setting key, Duration min) {
    return rawOptions.text(key) == null ? null : duration(key, min);
  }

  private Duration duration(Setting key, Duration min) {
    Matcher matcher = DURATION.matcher(String.valueOf(rawOptions.text(key)));
    if (!matcher.matches()) {
      throw rawOptions.invalid(key);
    }
    long count = Long.parseLong(matcher.group(1));
    Duration duration =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(count);
          case "s" -> Duration.ofSeconds(count);
          case "m" -> Duration.ofMinutes(count);
          default -> Duration.ofHours(count);
        };
    if (duration.compareTo(min) < 0 || duration.compareTo(MAX_DURATION) > 0) {
      throw rawOptions.invalid(key);
    }
    return duration;
  }

  /** Returns the numbers; empty if none are given. */
  List<Integer> numbers(Setting key) {
    List<Integer> numbers = new ArrayList<>();
    for (String part : splitList(rawOptions.text(key))) {
      int number = number(key, part);
      if (numbers.contains(number)) {
        throw rawOptions.invalid(key, "lists %d twice".formatted(number));
      }
      numbers.add(number);
    }
    return List.copyOf(numbers);
  }

  /** Returns requests per second; empty if none are given. */
  List<Double> rates(Setting key) {
    List<Double> rates = new ArrayList<>();
    for (String part : splitList(rawOptions.text(key))) {
      if (!RATE.matcher(part.strip()).matches()) {
        throw rawOptions.invalid(key);
      }
      double rate = Double.parseDouble(part.strip());
      if (rate > MAX_RATE) {
        throw rawOptions.invalid(
            key, "is more than one machine can send; the maximum is %,.0f".formatted(MAX_RATE));
      }
      if (rate < MIN_RATE) {
        throw rawOptions.invalid(key);
      }
      if (rates.contains(rate)) {
        throw rawOptions.invalid(key, "lists %s twice".formatted(part.strip()));
      }
      rates.add(rate);
    }
    return List.copyOf(rates);
  }

  private static String[] splitList(@Nullable String list) {
    return list == null ? new String[0] : list.split(",", -1);
  }

  ArrivalProcess arrivalProcess(Setting key) {
    String text = String.valueOf(rawOptions.text(key));
    return Arrays.stream(ArrivalProcess.values())
        .filter(arrivalProcess -> arrivalProcess.label().equals(text))
        .findAny()
        .orElseThrow(() -> rawOptions.invalid(key));
  }

  /** Returns false if the setting is not given. */
  boolean toggle(Setting key) {
    return switch (rawOptions.text(key)) {
      case null -> false;
      case "true" -> true;
      case "false" -> false;
      default -> throw rawOptions.invalid(key);
    };
  }

  @Nullable Slo slo(Setting key) {
    String text = rawOptions.text(key);
    if (text != null && text.isBlank()) {
      throw rawOptions.invalid(key);
    }
    try {
      return text == null ? null : Slo.parse(text);
    } catch (IllegalArgumentException e) {
      throw new InvalidOptionException(rawOptions.displayName(key) + ": " + e.getMessage());
    }
  }

  /** Rejects a list of percentiles that the results could not have. */
  void checkPercentiles(Setting key) {
    String text = rawOptions.text(key);
    try {
      if (text != null) {
        Percentile.withStandard(text);
      }
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Parses a path. An empty one, as an unset shell variable gives, is invalid.
   *
   * @return the path, or null if it is not given
   */
  @Nullable Path path(Setting key) {
    String text = rawOptions.text(key);
    try {
      return text == null ? null : Path.of(required(key));
    } catch (InvalidPathException e) {
      throw rawOptions.invalid(key);
    }
  }

  @Nullable Path writableFile(Setting key) {
    Path file = path(key);
    if (file != null) {
      Path directory = file.toAbsolutePath().getParent();
      if (Files.isDirectory(file) || directory == null || !Files.isDirectory(directory)) {
        throw rawOptions.invalid(key);
      }
      if (!Files.isWritable(Files.exists(file) ? file : directory)) {
        throw rawOptions.invalid(key, "is not writable");
      }
    }
    return file;
  }

  /** Returns a directory that is new or empty, so that no result overwrites another. */
  @Nullable Path newDirectory(Setting key) {
    Path directory = path(key);
    if (directory == null || Files.notExists(directory)) {
      return directory;
    }
    if (Files.isDirectory(directory) && !Files.isWritable(directory)) {
      throw rawOptions.invalid(key, "is not writable");
    }
    try (Stream<Path> entries = Files.list(directory)) {
      if (entries.findAny().isEmpty()) {
        return directory;
      }
    } catch (IOException e) {
      throw rawOptions.invalid(key);
    }
    throw rawOptions.invalid(key);
  }

  @Nullable Path readableFile(Setting key) {
    Path file = path(key);
    if (file != null && !(Files.isRegularFile(file) && Files.isReadable(file))) {
      throw rawOptions.invalid(key);
    }
    return file;
  }

  /** Returns the file or the Grafana that the annotation goes to, or null if there is none. */
  @Nullable AnnotationPlace annotationPlace(Setting key) {
    String text = text(key);
    if (text != null) {
      urls().rejectMissingScheme(key, text);
    }
    if (text == null || !URL.matcher(text).lookingAt()) {
      Path file = writableFile(key);
      return file == null ? null : new AnnotationPlace.InFile(file);
    }
    return new AnnotationPlace.InGrafana(urls().withoutQuery(key, text));
  }

  /** Returns the parser of URLs and paths. */
  UrlReader urls() {
    return new UrlReader(rawOptions, endpoint());
  }

  /** Returns the JSON that is merged into each request. */
  JsonPatch jsonPatch(Setting key) {
    String text = text(key);
    try {
      return text == null ? JsonPatch.NONE : JsonPatch.parse(text);
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }

  /**
   * Returns a value with a grammar of its own, or null if none is given.
   *
   * @param parser throws an IllegalArgumentException with the reason
   */
  <T> @Nullable T parsed(Setting key, Function<String, T> parser) {
    String text = rawOptions.text(key);
    try {
      return text == null ? null : parser.apply(text);
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the API of the requests. */
  Endpoint endpoint() {
    return requireNonNullElse(parsed(Setting.ENDPOINT, Endpoint::parse), Endpoint.CHAT);
  }

  /** Returns true if the responses are not streamed. */
  boolean wholeResponses() {
    return toggle(Setting.NO_STREAM) || !endpoint().isStreamable();
  }

  /** Returns the headers that are added to each request. */
  RequestHeaders headers(Setting key) {
    String text = rawOptions.text(key);
    try {
      return text == null ? RequestHeaders.NONE : RequestHeaders.parse(text, rawOptions::variable);
    } catch (IllegalArgumentException e) {
      throw rawOptions.invalid(key, String.valueOf(e.getMessage()));
    }
  }

  /** Returns the name of a field in a request's JSON. */
  String fieldName(Setting key) {
    String text = required(key);
    if (!FIELD_NAME.matcher(text).matches()) {
      throw rawOptions.invalid(key);
    }
    return text;
  }
}
