package dev.firsttoken.bench.samples;

import java.util.function.IntUnaryOperator;

/**
 * Characters of a text that would drive a terminal, break a line, or show the text in another
 * order: control characters of C0 and C1, and the bidirectional controls of Unicode.
 */
public final class ControlCharacters {
  private ControlCharacters() {}

  /** Replaces each by a space, in a text that a server, a file or a command line chose. */
  public static String replace(String text) {
    return map(text, point -> isControl(point) ? ' ' : point);
  }

  /** Replaces each by a question mark, except for line ends and tabs. */
  public static String replaceWithinLines(String text) {
    return map(text, point -> isControl(point) && point != '\n' && point != '\t' ? '?' : point);
  }

  private static String map(String text, IntUnaryOperator replacement) {
    return text.codePoints()
        .map(replacement)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }

  private static boolean isControl(int point) {
    return Character.isISOControl(point) || isSeparator(point) || isBidirectional(point);
  }

  private static boolean isSeparator(int point) {
    int type = Character.getType(point);
    return type == Character.LINE_SEPARATOR || type == Character.PARAGRAPH_SEPARATOR;
  }

  /** Other format characters stay: emoji and some scripts need joiners. */
  private static boolean isBidirectional(int point) {
    return point == 0x061C // Arabic letter mark
        || point == 0x200E // left-to-right mark
        || point == 0x200F // right-to-left mark
        || (point >= 0x202A && point <= 0x202E) // embeddings and overrides
        || (point >= 0x2066 && point <= 0x206F); // isolates, and deprecated controls of shaping
  }
}
