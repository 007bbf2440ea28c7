package dev.firsttoken.proxy.endpoints;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Media types that a request accepts (RFC 9110 §12.5.1). Parameters other than the quality are
 * ignored, and so is a media range whose quality is not valid.
 */
final class AcceptHeader {
  private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  /**
   * @param type {@code type/subtype}, {@code type/*} or {@code *}{@code /*}, in lower case
   */
  private record MediaRange(String type, double quality) {}

  private final List<MediaRange> ranges = new ArrayList<>();

  /**
   * @param values of all Accept headers; if they name no media range, every type is accepted
   */
  AcceptHeader(List<String> values) {
    for (String value : values) {
      for (String range : split(value, ',')) {
        addRange(range);
      }
    }
  }

  /** Reports whether the request prefers a type to another one, which it gets by default. */
  boolean prefers(String type, String defaultType) {
    double quality = quality(type);
    double defaultQuality = quality(defaultType);
    return quality > defaultQuality || (quality == defaultQuality && quality > 0 && names(type));
  }

  /** {@return the quality from 0 to 1 by the most specific range that matches} */
  private double quality(String type) {
    if (ranges.isEmpty()) {
      return 1;
    }
    String anySubtype = type.substring(0, type.indexOf('/')) + "/*";
    for (String range : List.of(type, anySubtype, "*/*")) {
      double best = -1;
      for (MediaRange candidate : ranges) {
        if (candidate.type.equals(range)) {
          best = Math.max(best, candidate.quality);
        }
      }
      if (best >= 0) {
        return best;
      }
    }
    return 0;
  }

  private boolean names(String type) {
    return ranges.stream().anyMatch(range -> range.type.equals(type));
  }

  private void addRange(String text) {
    List<String> parts = split(text, ';');
    String type = parts.getFirst().strip().toLowerCase(Locale.ROOT);
    double quality = 1;
    for (String parameter : parts.subList(1, parts.size())) {
      String stripped = parameter.strip();
      if (stripped.regionMatches(true, 0, "q=", 0, 2)) {
        String value = stripped.substring(2);
        quality = QUALITY.matcher(value).matches() ? Double.parseDouble(value) : -1;
      }
    }
    if (!type.isEmpty() && quality >= 0) {
      ranges.add(new MediaRange(type, quality));
    }
  }

  /** Splits at a separator outside quoted strings. */
  private static List<String> split(String text, char separator) {
    List<String> parts = new ArrayList<>();
    int start = 0;
    boolean quoted = false;
    for (int i = 0; i < text.length(); i++) {
      char c = text.charAt(i);
      if (c == '"') {
        quoted = !quoted;
      } else if (c == '\\' && quoted) {
        i++;
      } else if (c == separator && !quoted) {
        parts.add(text.substring(start, i));
        start = i + 1;
      }
    }
    parts.add(text.substring(start));
    return parts;
  }
}
