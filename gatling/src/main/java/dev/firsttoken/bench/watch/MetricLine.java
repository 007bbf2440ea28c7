package dev.firsttoken.bench.watch;

import dev.firsttoken.bench.watch.Metrics.Series;

/**
 * One sample of Prometheus's text format: {@code name{label="value"} 1 1700000000000}. What comes
 * after the value, a timestamp or an exemplar, is of no use here.
 */
record MetricLine(Series series, double value) {
  private static final int LONGEST_NUMBER = 64;
  private static final int SHOWN = 40;

  /**
   * @throws IllegalArgumentException with what was expected, and what stood there
   */
  static MetricLine parse(String line) {
    return new Scan(line).sample();
  }

  private static final class Scan {
    private final String line;
    private int at;
    private double bound = Double.NaN;

    Scan(String line) {
      this.line = line;
    }

    MetricLine sample() {
      String name = name("a metric's name");
      skipBlanks();
      int labels = at;
      if (is('{')) {
        labels();
      }
      String written = line.substring(labels, at);
      skipBlanks();
      double value = number(word(), "a value");
      skipBlanks();
      if (at < line.length() && !is('#')) {
        number(word(), "a timestamp");
      }
      return new MetricLine(new Series(name, written, bound), value);
    }

    private void labels() {
      at++;
      skipBlanks();
      while (!is('}')) {
        String name = name("a label or }");
        skipBlanks();
        expect('=', "=");
        skipBlanks();
        String value = quoted();
        if (name.equals("le")) {
          bound = number(value, "a bound");
        }
        skipBlanks();
        if (!is('}')) {
          expect(',', ", or }");
          skipBlanks();
        }
      }
      at++;
    }

    private String name(String expected) {
      int start = at;
      while (at < line.length() && isNamePart(line.charAt(at), at > start)) {
        at++;
      }
      if (at == start) {
        throw bad(expected, start);
      }
      return line.substring(start, at);
    }

    /** Its escapes are left as they are. */
    private String quoted() {
      expect('"', "\"");
      int start = at;
      while (!is('"')) {
        at += is('\\') ? 2 : 1;
        if (at >= line.length()) {
          throw bad("the end of a quoted value", start);
        }
      }
      at++;
      return line.substring(start, at - 1);
    }

    private String word() {
      int start = at;
      while (at < line.length() && !isBlank(line.charAt(at))) {
        at++;
      }
      return line.substring(start, at);
    }

    private double number(String text, String expected) {
      boolean plain = !text.isEmpty() && text.length() <= LONGEST_NUMBER;
      try {
        return switch (text) {
          case "NaN" -> Double.NaN;
          case "Inf", "+Inf" -> Double.POSITIVE_INFINITY;
          case "-Inf" -> Double.NEGATIVE_INFINITY;
          default -> {
            // Java would take more: 1f, 0x1p3, Infinity.
            if (!plain || !text.chars().allMatch(c -> "0123456789+-.eE".indexOf(c) >= 0)) {
              throw bad(expected, Math.max(0, at - text.length()));
            }
            yield Double.parseDouble(text);
          }
        };
      } catch (NumberFormatException e) {
        throw bad(expected, Math.max(0, at - text.length()));
      }
    }

    private void expect(char wanted, String expected) {
      if (!is(wanted)) {
        throw bad(expected, at);
      }
      at++;
    }

    private boolean is(char wanted) {
      return at < line.length() && line.charAt(at) == wanted;
    }

    private void skipBlanks() {
      while (at < line.length() && isBlank(line.charAt(at))) {
        at++;
      }
    }

    private IllegalArgumentException bad(String expected, int from) {
      String rest = line.substring(Math.min(from, line.length()));
      String shown = rest.length() > SHOWN ? rest.substring(0, SHOWN) + "..." : rest;
      return new IllegalArgumentException(
          "expected %s, found %s"
              .formatted(
                  expected, rest.isEmpty() ? "its end" : shown.replaceAll("[^\\x20-\\x7e]", "?")));
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
