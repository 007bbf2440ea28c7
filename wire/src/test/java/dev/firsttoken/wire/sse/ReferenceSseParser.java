package dev.firsttoken.wire.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** The grammar once more, line by line over a whole text, to compare with. */
final class ReferenceSseParser {

  private ReferenceSseParser() {}

  static List<String> parse(byte[] stream) {
    String[] lines = lines(stream);
    List<String> events = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    for (int i = 0; i < lines.length - 1; i++) { // the last one has no end
      String line = lines[i];
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      if (line.isEmpty()) {
        if (!data.isEmpty()) {
          events.add(utf8(data.substring(0, data.length() - 1)));
        }
        data.setLength(0);
      } else if (name.equals("data")) {
        data.append(value.startsWith(" ") ? value.substring(1) : value).append('\n');
      }
    }
    return events;
  }

  /** Whether it ends where no event has begun. */
  static boolean isAtEventBoundary(byte[] stream) {
    String[] lines = lines(stream);
    boolean inEvent = !lines[lines.length - 1].isEmpty();
    for (int i = lines.length - 2; i >= 0 && !lines[i].isEmpty(); i--) {
      inEvent |= !lines[i].startsWith(":");
    }
    return !inEvent;
  }

  /** The last one has no end. */
  private static String[] lines(byte[] stream) {
    // one character a byte, so that broken UTF-8 stays what it is
    String text = new String(stream, StandardCharsets.ISO_8859_1);
    if (text.startsWith("\u00EF\u00BB\u00BF")) {
      text = text.substring(3);
    }
    return text.replace("\r\n", "\n").replace('\r', '\n').split("\n", -1);
  }

  private static String utf8(String bytes) {
    return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
  }
}
