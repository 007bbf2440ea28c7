package dev.firsttoken.bench.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** Commands that the launcher runs itself. This class only provides their help. */
final class LauncherCommands {
  private LauncherCommands() {}

  /** Creates the command {@code test}. */
  static CommandSpec test() {
    CommandSpec spec =
        CommandSpecs.command(
            new CommandSpecs.Usage(
                "test",
                "Runs the tests with mvn verify. Installs missing tools first: on Debian with"
                    + " apt-get, as root or with sudo; on other systems it lists them. All"
                    + " arguments except --all go on to Maven.",
                List.of("bench test", "bench test --all", "bench test -pl wire")),
            List.of(),
            parsed -> {
              throw new IllegalStateException(
                  "tests run only through the launcher. Run ./bench test.");
            });
    return spec.addOption(
        OptionSpec.builder("--all")
            .type(boolean.class)
            .arity("0")
            .description(
                "Also runs the long tests, and those of the archive and the image. Must be the"
                    + " first argument.")
            .build());
  }

  /** Creates the command {@code dist}. */
  static CommandSpec dist() {
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
