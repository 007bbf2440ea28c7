package dev.firsttoken.bench.cli;

import java.util.List;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Model.OptionSpec;

/** The command {@code test}. The launcher runs it; this class only provides its help. */
final class TestCommand {
  private TestCommand() {}

  static CommandSpec command() {
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
                "Also runs the long tests, and makes and tests the archive and the image. Must be"
                    + " the first argument.")
            .build());
  }
}
