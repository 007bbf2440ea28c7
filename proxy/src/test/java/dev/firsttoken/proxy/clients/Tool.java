package dev.firsttoken.proxy.clients;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A program that must be on the PATH, and what brings it. */
enum Tool {
  NODE("Node 20.19 or newer: nodejs", "node"),
  NPM("npm", "npm"),
  PYTHON("Python 3.11 or newer, with venv: python3 python3-venv", "python3");

  private static final Duration PATIENCE = Duration.ofMinutes(1);

  private final String needed;
  private final String command;

  Tool(String needed, String command) {
    this.needed = needed;
    this.command = command;
  }

  /**
   * What it says of itself.
   *
   * @throws AssertionError saying what to install where it isn't there
   */
  String version() {
    try {
      return Commands.output(List.of(command, "--version"), null, PATIENCE);
    } catch (UncheckedIOException e) {
      throw new AssertionError(
          command + " is not there. Install " + needed + " (the names of Debian's packages)", e);
    }
  }
}
