package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Setting;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.AutoComplete;
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
            "--header='NAME: VALUE'",
            "--extra-body=JSON",
            "--rate=N[,N]",
            "--arrivals=constant|poisson",
            "--tokenizer=NAME",
            "--csv=FILE",
            "--annotate=FILE|URL",
            "--watch-pid=PID",
            "--slo=SLO");
  }

  @ParameterizedTest
  @EnumSource(Command.class)
  void groupsHaveEachSettingOnce(Command command) {
    int max = command.settings().size();
    for (int size = 1; size <= max; size++) {
      List<Setting> settings = command.settings().subList(0, size);
      assertThat(Flags.groups(settings).values().stream().flatMap(List::stream))
          .containsExactlyInAnyOrderElementsOf(settings);
    }
  }

  @Test
  void flagsHaveHeadingsIfThereAreSeveralGroups() {
    assertThat(sweep().getUsageMessage(CommandLine.Help.Ansi.OFF))
        .containsSubsequence(
            "Most used:",
            "--base-url",
            "--html",
            "Where the requests are sent:",
            "--path",
            "What is sent:",
            "--prompt",
            "Shape of the synthetic stream:",
            "--frames",
            "How much load, and for how long:",
            "--arrivals",
            "What is measured, and what is good enough:",
            "--percentiles",
            "Where the results go, and how a run is repeated:",
            "--json");
    CommandSpec one = CommandSpec.create();
    Flags.add(one, List.of(Setting.JSON));
    assertThat(new CommandLine(one).getUsageMessage()).doesNotContain("Where");
  }

  @Test
  void fileNameIsTakenAsItIs() {
    assertThat(parse("--json=a b/c.json", "--prompts="))
        .isEqualTo(Map.of(Setting.JSON, "a b/c.json", Setting.PROMPTS, ""));
  }

  @Test
  void headerMayBeGivenSeveralTimes() {
    assertThat(parse("--header=x-a: 1, 2", "--header", "x-b: 3"))
        .isEqualTo(Map.of(Setting.HEADER, "x-a: 1, 2\nx-b: 3"));
  }

  @Test
  void shellCompletesNamesOfFiles() {
    String script = AutoComplete.bash("bench", sweep());
    for (String flag :
        List.of("json", "csv", "prompts", "trace", "ca-file", "results-dir", "config")) {
      assertThat(script).containsPattern("'--%s'\\)\\s+(?s:.{0,120})compgen -f".formatted(flag));
    }
  }

  @Test
  void everyCommandPrintsTheVersion() {
    CommandSpec spec = CommandSpecs.root("any", "Does nothing.");
    StringWriter out = new StringWriter();

    new CommandLine(spec).setOut(new PrintWriter(out)).execute("--version");

    assertThat(out.toString()).startsWith("First Token ");
  }

  // picocli prints a warning for texts that it can't format.
  @Test
  void percentSignsAreEscapedForPicocli() {
    assertThat(Flags.escape("error<1%, %n")).isEqualTo("error<1%%, %%n");
    String usage = sweep().getUsageMessage(CommandLine.Help.Ansi.OFF);
    assertThat(usage.replaceAll("\\s", "")).contains("error<1%,goodput>95%", "${NAME}inits");
  }
}
