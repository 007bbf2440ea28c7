package dev.firsttoken.bench.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code test}, which only the launcher can run. It is listed here for its help. */
final class TestCommand {
  private TestCommand() {}

  static CommandSpec command() {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "test",
            "Installs what the tests need and runs all of them by mvn verify. On Debian it installs"
                + " with apt, as root or by sudo; elsewhere it lists what is missing.",
            List.of("bench test")),
        List.of(),
        parsed -> {
          throw new IllegalStateException("only the launcher runs the tests: ./bench test");
        });
  }
}
