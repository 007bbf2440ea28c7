package dev.firsttoken.proxy.clients;

import dev.firsttoken.wire.testing.CommandRunner;
import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;

/** Programs that must be on the PATH, with the packages that provide them. */
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
   * Returns the output of {@code --version}.
   *
   * @throws AssertionError if the program is missing; the message says what to install
   */
  String version() {
    try {
      return CommandRunner.run(List.of(command, "--version"), null, TIMEOUT);
    } catch (UncheckedIOException e) {
      throw new AssertionError(
          command + " was not found. Install " + packages + " (names of Debian packages)", e);
    }
  }
}
