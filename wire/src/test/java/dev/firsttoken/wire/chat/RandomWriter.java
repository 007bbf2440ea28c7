package dev.firsttoken.wire.chat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;

/** Writes JSON with members in any order, any white space and any escapes. */
final class RandomWriter {

  private static final String ESCAPED = "\"\\/\b\f\n\r\t";
  private static final String ESCAPE_LETTERS = "\"\\/bfnrt";

  private final Random random;
  private final StringBuilder json = new StringBuilder();

  RandomWriter(Random random) {
    this.random = random;
  }

  /** JSON text that is written unchanged. */
  record RawLiteral(String text) {}

  String write(Object value) {
    any(value);
    return json.toString();
  }

  private void any(Object value) {
    space();
    switch (value) {
      case Map<?, ?> map -> object(map);
      case List<?> list -> {
        json.append('[');
        String comma = "";
        for (Object element : list) {
          json.append(comma);
          any(element);
          comma = ",";
        }
        json.append(']');
      }
      case String string -> string(string);
      case RawLiteral literal -> json.append(literal.text());
      default -> json.append(value);
    }
    space();
  }

  private void object(Map<?, ?> map) {
    List<Map.Entry<?, ?>> entries = new ArrayList<>(map.entrySet());
    Collections.shuffle(entries, random);
    json.append('{');
    String comma = "";
    for (Map.Entry<?, ?> entry : entries) {
      json.append(comma);
      any(entry.getKey());
      json.append(':');
      any(entry.getValue());
      comma = ",";
    }
    json.append('}');
  }

  private void string(String string) {
    json.append('"');
    for (int i = 0; i < string.length(); i++) {
      char c = string.charAt(i);
      int escapeIndex = ESCAPED.indexOf(c);
      if ((c < ' ' && escapeIndex < 0) || random.nextInt(8) == 0) {
        json.append(String.format(random.nextBoolean() ? "\\u%04x" : "\\u%04X", (int) c));
      } else if (escapeIndex >= 0 && (c != '/' || random.nextBoolean())) {
        json.append('\\').append(ESCAPE_LETTERS.charAt(escapeIndex));
      } else {
        json.append(c);
      }
    }
    json.append('"');
  }

  private void space() {
    while (random.nextInt(6) == 0) {
      json.append(" \t\n\r".charAt(random.nextInt(4)));
    }
  }
}
