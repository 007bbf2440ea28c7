package dev.firsttoken.wire.sse;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/** Reference parser for comparison, which reads a complete text line by line. */
final class ReferenceSseParser {

  private static final Set<String> NO_ERROR = Set.of("", "null", "false", "0", "\"\"", "{}", "[]");

  private ReferenceSseParser() {}

  static List<String> parse(byte[] stream) {
    String[] lines = lines(stream);
    List<String> events = new ArrayList<>();
    StringBuilder data = new StringBuilder();
    boolean errorType = false;
    boolean errorField = false;
    for (int i = 0; i < lines.length - 1; i++) { // the last line is incomplete
      String line = lines[i];
      int colon = line.indexOf(':');
      String name = colon < 0 ? line : line.substring(0, colon);
      String value = colon < 0 ? "" : line.substring(colon + 1);
      value = value.startsWith(" ") ? value.substring(1) : value;
      if (line.isEmpty()) {
        if (!data.isEmpty() || errorField) {
          String error = errorType || errorField ? RecordingSseSink.ERROR : "";
          events.add(error + utf8(data.substring(0, Math.max(0, data.length() - 1))));
        }
        data.setLength(0);
        errorType = false;
        errorField = false;
      }
      switch (name) {
        case "data" -> data.append(value).append('\n');
        case "event" -> errorType = value.equals("error");
        case "error" -> errorField |= !NO_ERROR.contains(value.replaceAll("[ \t]", ""));
        default -> {}
      }
    }
    return events;
  }

  /** True if the stream does not end within an event. */
  static boolean isAtEventBoundary(byte[] stream) {
    String[] lines = lines(stream);
    boolean inEvent = !lines[lines.length - 1].isEmpty();
    for (int i = lines.length - 2; i >= 0 && !lines[i].isEmpty(); i--) {
      inEvent |= !lines[i].startsWith(":");
    }
    return !inEvent;
  }

  /** Splits the stream into lines, of which the last is incomplete. */
  private static String[] lines(byte[] stream) {
    // One character for each byte, so that invalid UTF-8 is preserved.
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
