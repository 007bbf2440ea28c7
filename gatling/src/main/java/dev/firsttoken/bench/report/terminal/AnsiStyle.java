package dev.firsttoken.bench.report.terminal;

/** Text style of a terminal: escape codes, or none. */
public record AnsiStyle(boolean enabled) {
  String bold(String text) {
    return wrap("1", text);
  }

  String red(String text) {
    return wrap("31", text);
  }

  String yellow(String text) {
    return wrap("33", text);
  }

  private String wrap(String code, String text) {
    return enabled ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
