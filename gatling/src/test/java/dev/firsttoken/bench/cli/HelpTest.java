package dev.firsttoken.bench.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.Endpoint;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;

class HelpTest {
  /** Two screens of 45 lines. */
  private static final int MAX_LINES = 90;

  private static final int COLUMNS = 100;

  private static CommandLine bench() {
    CommandLine bench =
        Commands.create(new StandardStreams(System.out, false, System.err, null, true));
    bench.setUsageHelpWidth(COLUMNS);
    bench.setExecutionExceptionHandler(
        (failure, command, parsed) -> {
          bench.getOut().println(failure.getMessage());
          return ExitStatus.USAGE;
        });
    return bench;
  }

  private static String help(String... args) {
    StringWriter out = new StringWriter();
    CommandLine bench = bench();
    bench.setOut(new PrintWriter(out, true));
    bench.execute(args);
    return out.toString();
  }

  @Test
  void helpOfSweepFitsOnTwoScreens() {
    List<String> lines = help("sweep", "--help").lines().toList();

    assertThat(lines).hasSizeLessThanOrEqualTo(MAX_LINES);
    assertThat(lines).allSatisfy(line -> assertThat(line.length()).isLessThanOrEqualTo(COLUMNS));
  }

  @Test
  void mostUsedFlagsComeFirst() {
    assertThat(help("sweep", "--help"))
        .containsSubsequence(
            "Most used:", "--base-url=URL", "--model=MODEL", "--slo=SLO", "--html ", "Where");
  }

  @Test
  void mostUsedFlagsOfSweepAreTen() {
    assertThat(Flags.groups(Command.SWEEP.settings()).get("Most used:"))
        .hasSize(10)
        .doesNotContain(Setting.API_KEY);
    assertThat(help("sweep", "--help"))
        .containsSubsequence("Where the requests are sent:", "--api-key=KEY", "What is sent:");
  }

  @Test
  void smokeTakesTheModelTheKeyAndTheLimitOfASweep() {
    assertThat(help("smoke", "--help"))
        .contains("--base-url=", "--model=", "--api-key=", "--header=", "--max-tokens=");
  }

  @ParameterizedTest
  @EnumSource(Setting.class)
  void eachFlagHasOneLine(Setting key) {
    assertThat(FlagList.firstSentence(key.help()).length()).isLessThanOrEqualTo(69);
    assertThat(key.help()).endsWith(".");
  }

  @Test
  void lineHasTheDefaultAndNoFurtherSentence() {
    assertThat(help("sweep", "--help"))
        .containsPattern("--timeout=TIMEOUT +Time limit of each request.* \\[2m]\n")
        .containsPattern("--find-max +Searches for the highest load that meets --slo\n")
        .doesNotContain("It ends at the largest value given");
  }

  @Test
  void lineOfEndpointListsEachApi() {
    assertThat(help("sweep", "--help"))
        .containsPattern(
            "--endpoint=API +API: chat, completions, responses, messages or embeddings");
    assertThat(FlagList.firstSentence(Setting.ENDPOINT.help())).contains(Endpoint.labels());
  }

  @Test
  void helpCommandExplainsEachFlag() {
    assertThat(help("help", "sweep").replaceAll("\\s+", " "))
        .contains("--find-max[=true|false]", "It ends at the largest value given", "Default: 2m");
    assertThat(help("help")).contains("Usage: bench", "sweep", "compare");
    assertThat(help("help", "swep"))
        .isEqualToIgnoringNewLines("there is no command swep; bench --help lists all commands");
  }

  @Test
  void flagsThatAreNoSettingsComeFirst() {
    assertThat(help("compare", "--help"))
        .containsSubsequence("-h, --help", "--dir=DIR", "Most used:");
    assertThat(Command.COMPARE.settings()).doesNotContain(Setting.BASE_URL);
  }
}
