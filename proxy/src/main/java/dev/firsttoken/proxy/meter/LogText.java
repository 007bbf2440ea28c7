package dev.firsttoken.proxy.meter;

/** Text that is written to the log, although a client or an upstream chose it. */
public final class LogText {
  /** Bounds one line. */
  static final int MAX_LENGTH = 1000;

  private LogText() {}

  /**
   * Escapes the characters that could end the line, move the cursor of a terminal or hide text, and
   * cuts off what is too long.
   */
  public static String escape(String text) {
    int end = Math.min(text.length(), MAX_LENGTH);
    StringBuilder escaped = null;
    for (int i = 0; i < end; i++) {
      char c = text.charAt(i);
      boolean plain = isPlain(c) || isPair(text, i, end);
      if (!plain && escaped == null) {
        escaped = new StringBuilder(text.length() + 16).append(text, 0, i);
      }
      if (escaped != null) {
        escaped.append(plain ? String.valueOf(c) : "\\u%04x".formatted((int) c));
      }
    }
    String whole = escaped == null ? text.substring(0, end) : escaped.toString();
    return end < text.length() ? whole + "…" : whole;
  }

  private static boolean isPlain(char c) {
    return switch (Character.getType(c)) {
      case Character.CONTROL,
          Character.FORMAT,
          Character.LINE_SEPARATOR,
          Character.PARAGRAPH_SEPARATOR,
          Character.SURROGATE,
          Character.PRIVATE_USE,
          Character.UNASSIGNED ->
          false;
      default -> true;
    };
  }

  /** Reports whether the character is a half of a surrogate pair. */
  private static boolean isPair(String text, int index, int end) {
    char c = text.charAt(index);
    return Character.isHighSurrogate(c)
        ? index + 1 < end && Character.isLowSurrogate(text.charAt(index + 1))
        : Character.isLowSurrogate(c)
            && index > 0
            && Character.isHighSurrogate(text.charAt(index - 1));
  }
}
