package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Setting;
import java.util.Map;
import org.junit.jupiter.api.Test;
import picocli.CommandLine;
import picocli.CommandLine.Model.CommandSpec;

class FlagsTest {

  private static CommandLine sweep() {
    CommandSpec spec = CommandSpec.create();
    Flags.add(spec, Command.SWEEP.settings());
    return new CommandLine(spec);
  }

  private static Map<Setting, String> parse(String... args) {
    return Flags.toSettings(sweep().parseArgs(args));
  }

  @Test
  void toggleIsOnWithoutAValueAndAbsentIfNotGiven() {
    assertThat(parse("--find-max", "--seed=2"))
        .isEqualTo(Map.of(Setting.FIND_MAX, "true", Setting.SEED, "2"));
    assertThat(parse("--find-max=false")).isEqualTo(Map.of(Setting.FIND_MAX, "false"));
    assertThat(parse("--seed=2")).isEqualTo(Map.of(Setting.SEED, "2"));
  }

  @Test
  void helpShowsTheSyntaxOfEachFlag() {
    assertThat(sweep().getUsageMessage(CommandLine.Help.Ansi.OFF))
        .contains(
            "--find-max[=true|false]",
            "--rate=N[,N]",
            "--arrivals=constant|poisson",
            "--tokenizer=cl100k_base|o200k_base",
            "--csv=FILE",
            "--watch-pid=PID",
            "--slo=SLO");
  }

  // picocli prints a warning for texts that it can't format.
  @Test
  void percentSignsAreEscapedForPicocli() {
    assertThat(Flags.escape("error<1%, %n")).isEqualTo("error<1%%, %%n");
    assertThat(sweep().getUsageMessage(CommandLine.Help.Ansi.OFF)).contains("error<1%,goodput>95%");
  }
}
