package dev.firsttoken.proxy.api;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * One item of an Accept or Accept-Encoding header (RFC 9110 §12.4.2). Parameters other than the
 * quality are ignored.
 *
 * @param name what is accepted, in lower case, such as {@code text/html}, {@code gzip} or {@code *}
 * @param quality from 0, which refuses it, to 1
 */
public record AcceptedItem(String name, double quality) {
  private static final Pattern QUALITY = Pattern.compile("0(\\.[0-9]{0,3})?|1(\\.0{0,3})?");

  /**
   * Parses all headers of one name. An item whose quality is not valid is left out.
   *
   * @param values of the headers
   */
  public static List<AcceptedItem> parse(List<String> values) {
    List<AcceptedItem> items = new ArrayList<>();
    for (String value : values) {
      for (String item : split(value, ',')) {
        addItem(item, items);
      }
    }
    return items;
  }

  private static void addItem(String text, List<AcceptedItem> items) {
    List<String> parts = split(text, ';');
    String name = parts.getFirst().strip().toLowerCase(Locale.ROOT);
    double quality = 1;
    for (String parameter : parts.subList(1, parts.size())) {
      String stripped = parameter.strip();
      if (stripped.regionMatches(true, 0, "q=", 0, 2)) {
        String value = stripped.substring(2);
        quality = QUALITY.matcher(value).matches() ? Double.parseDouble(value) : -1;
      }
    }
    if (!name.isEmpty() && quality >= 0) {
      items.add(new AcceptedItem(name, quality));
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
