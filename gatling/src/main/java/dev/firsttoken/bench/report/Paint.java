package dev.firsttoken.bench.report;

/** Escape codes for a terminal, or none. */
record Paint(boolean on) {
  String bold(String text) {
    return in("1", text);
  }

  String red(String text) {
    return in("31", text);
  }

  String yellow(String text) {
    return in("33", text);
  }

  private String in(String code, String text) {
    return on ? "\u001b[" + code + "m" + text + "\u001b[0m" : text;
  }
}
