package dev.firsttoken.bench.report.terminal;

import dev.firsttoken.bench.trust.Warning.Code;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Warnings below the numbers: a sentence for each that says what the reader can do, and one line
 * for all others.
 */
final class WarningLines {
  private final WarningMarks marks;
  private final int width;
  private final AnsiStyle style;
  private final List<String> lines = new ArrayList<>();

  /** The clauses of the last line, by the warnings that they are of; each stands there once. */
  private final Map<Code, String> clauses = new LinkedHashMap<>();

  WarningLines(WarningMarks marks, int width, AnsiStyle style) {
    this.marks = marks;
    this.width = width;
    this.style = style;
  }

  /** Adds a warning, in the words of its result, which may come from a file. */
  void add(Code code, String message) {
    String clause = code.clause();
    if (clause != null) {
      clauses.put(code, marked(marks.letter(code), clause));
      return;
    }
    boolean invalid = code.invalidates();
    String text = invalid ? message : marked("warning", marks.letter(code)) + ": " + message;
    for (String line : Footnotes.wrap(Footnotes.sanitize(text), width)) {
      lines.add(invalid ? style.red(line) : style.yellow(line));
    }
  }

  /** Joins two words, one of which may be missing. */
  private static String marked(String first, String second) {
    return (first + " " + second).strip();
  }

  /** Returns all lines, with that of the warnings that the reader can do nothing about last. */
  List<String> format() {
    List<String> all = new ArrayList<>(lines);
    if (!clauses.isEmpty()) {
      String text = "beyond your control: " + String.join(", ", clauses.values());
      Footnotes.wrap(text, width).forEach(line -> all.add(style.yellow(line)));
    }
    return all;
  }
}
