package dev.firsttoken.bench.monitor;

import dev.firsttoken.bench.monitor.MetricFamilySet.Series;

/**
 * One sample of Prometheus's text format: {@code name{label="value"} 1 1700000000000}. A timestamp
 * or an exemplar after the value is ignored.
 */
record MetricLine(Series series, double value) {
  private static final int MAX_NUMBER_LENGTH = 64;
  private static final int MAX_EXCERPT_LENGTH = 40;

  /**
   * Parses one line.
   *
   * @throws IllegalArgumentException with the expected and the actual text
   */
  static MetricLine parse(String line) {
    return new Scanner(line).parse();
  }

  private static final class Scanner {
    private final String line;
    private int position;
    private double bound = Double.NaN;

    Scanner(String line) {
      this.line = line;
    }

    MetricLine parse() {
      String name = readName("a metric's name");
      skipBlanks();
      int labelsStart = position;
      if (isNext('{')) {
        readLabels();
      }
      String labels = line.substring(labelsStart, position);
      skipBlanks();
      double value = parseNumber(readWord(), "a value");
      skipBlanks();
      if (position < line.length() && !isNext('#')) {
        parseNumber(readWord(), "a timestamp");
      }
      return new MetricLine(new Series(name, labels, bound), value);
    }

    private void readLabels() {
      position++;
      skipBlanks();
      while (!isNext('}')) {
        String name = readName("a label or }");
        skipBlanks();
        expect('=', "=");
        skipBlanks();
        String value = readQuoted();
        if (name.equals("le")) {
          bound = parseNumber(value, "a bound");
        }
        skipBlanks();
        if (!isNext('}')) {
          expect(',', ", or }");
          skipBlanks();
        }
      }
      position++;
    }

    private String readName(String expected) {
      int start = position;
      while (position < line.length() && isNamePart(line.charAt(position), position > start)) {
        position++;
      }
      if (position == start) {
        throw error(expected, start);
      }
      return line.substring(start, position);
    }

    /** Reads a quoted value, without resolving its escapes. */
    private String readQuoted() {
      expect('"', "\"");
      int start = position;
      while (!isNext('"')) {
        position += isNext('\\') ? 2 : 1;
        if (position >= line.length()) {
          throw error("the end of a quoted value", start);
        }
      }
      position++;
      return line.substring(start, position - 1);
    }

    private String readWord() {
      int start = position;
      while (position < line.length() && !isBlank(line.charAt(position))) {
        position++;
      }
      return line.substring(start, position);
    }

    private double parseNumber(String text, String expected) {
      boolean plain = !text.isEmpty() && text.length() <= MAX_NUMBER_LENGTH;
      try {
        return switch (text) {
          case "NaN" -> Double.NaN;
          case "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          default -> {
            // Java accepts more: 1f, 0x1p3, Infinity.
            if (!plain || !text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
              throw error(expected, Math.max(0, position - text.length()));
            }
            yield Double.parseDouble(text);
          }
        };
      } catch (NumberFormatException e) {
        throw error(expected, Math.max(0, position - text.length()));
      }
    }

    private void expect(char character, String expected) {
      if (!isNext(character)) {
        throw error(expected, position);
      }
      position++;
    }

    private boolean isNext(char character) {
      return position < line.length() && line.charAt(position) == character;
    }

    private void skipBlanks() {
      while (position < line.length() && isBlank(line.charAt(position))) {
        position++;
      }
    }

    private IllegalArgumentException error(String expected, int from) {
      String remaining = line.substring(Math.min(from, line.length()));
      String excerpt =
          remaining.length() > MAX_EXCERPT_LENGTH
              ? remaining.substring(0, MAX_EXCERPT_LENGTH) + "..."
              : remaining;
      return new IllegalArgumentException(
          "expected %s, found %s"
              .formatted(
                  expected,
                  remaining.isEmpty() ? "its end" : excerpt.replaceAll("[^\\x20-\\x7e]", "?")));
    }
  }

  private static boolean isBlank(char c) {
    return c == ' ' || c == '\t';
  }

  private static boolean isNamePart(char c, boolean inside) {
    return (c >= 'a' && c <= 'z')
        || (c >= 'A' && c <= 'Z')
        || c == '_'
        || c == ':'
        || (inside && c >= '0' && c <= '9');
  }
}
