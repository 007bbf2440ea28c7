package dev.firsttoken.proxy.clients;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** A program that must be on the PATH, and what brings it. */
enum RequiredTool {
  NODE("Node 20.19 or newer: nodejs", "node"),
  NPM("npm", "npm"),
  PYTHON("Python 3.11 or newer, with venv: python3 python3-venv", "python3");

  private static final Duration TIMEOUT = Duration.ofMinutes(1);

  private final String packages;
  private final String command;

  RequiredTool(String packages, String command) {
    this.packages = packages;
    this.command = command;
  }

  /**
   * What it says of itself.
   *
   * @throws AssertionError saying what to install where it isn't there
   */
  String version() {
    try {
      return Commands.run(List.of(command, "--version"), null, TIMEOUT);
    } catch (UncheckedIOException e) {
      throw new AssertionError(
          command + " is not there. Install " + packages + " (the names of Debian's packages)", e);
    }
  }
}
