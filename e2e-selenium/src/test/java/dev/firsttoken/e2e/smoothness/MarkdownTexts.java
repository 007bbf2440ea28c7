package dev.firsttoken.e2e.smoothness;

import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** Markdown of a given length, in characters: what models write, and the worst that they may. */
public final class MarkdownTexts {
  private static final String SENTENCE = "The relay passes each read on, and the page shows it. ";

  private MarkdownTexts() {}

  /** Headings, prose, tables of 12 rows, code of 20 lines and lists, in turns. */
  public static String mixed(int length) {
    StringBuilder text = new StringBuilder();
    for (int section = 1; text.length() < length; section++) {
      text.append("## Section ").append(section).append("\n\n");
      text.append(SENTENCE.repeat(6)).append("It is **steady** and `measured`.\n\n");
      text.append(table(12)).append('\n');
      text.append("```java\n").append(codeLines(20)).append("```\n\n");
      text.append("- one\n- two\n  - two and a half\n- three\n\n");
    }
    return text.substring(0, length);
  }

  /** One table. */
  public static String table(int rows) {
    return IntStream.range(0, rows)
        .mapToObj(row -> "| %d | %d ms |\n".formatted(row, row * 3))
        .collect(Collectors.joining("", "| n | ms |\n| --- | ---: |\n", ""));
  }

  /** One block of code. */
  public static String code(int length) {
    return ("```java\n" + codeLines(length / 20)).substring(0, length - 4) + "\n```";
  }

  /** One paragraph. */
  public static String paragraph(int length) {
    return SENTENCE.repeat(length / SENTENCE.length() + 1).substring(0, length);
  }

  private static String codeLines(int lines) {
    return IntStream.range(0, lines)
        .mapToObj(line -> "int value%d = next(%d);\n".formatted(line, line))
        .collect(Collectors.joining());
  }
}
