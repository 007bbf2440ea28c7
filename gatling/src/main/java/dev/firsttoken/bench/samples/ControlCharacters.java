package dev.firsttoken.bench.samples;

/** Control characters of C0 and C1, which would drive a terminal or break a line. */
public final class ControlCharacters {
  private ControlCharacters() {}

  /** Replaces each by a space, in a text that a server, a file or a command line chose. */
  public static String replace(String text) {
    return text.codePoints()
        .map(point -> Character.isISOControl(point) ? ' ' : point)
        .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
        .toString();
  }
}
