package dev.firsttoken.bench.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;

/** The command {@code dist}. The launcher runs it; this class only provides its help. */
final class DistCommand {
  private DistCommand() {}

  static CommandSpec command() {
    return CommandSpecs.command(
        new CommandSpecs.Usage(
            "dist",
            "Makes an archive with everything that runs without a JDK, Maven or Node, and prints"
                + " its path. Needs them itself, and a checkout. All arguments go on to Maven.",
            List.of("bench dist")),
        List.of(),
        parsed -> {
          throw new IllegalStateException(
              "the archive is made only through the launcher. Run ./bench dist.");
        });
  }
}
