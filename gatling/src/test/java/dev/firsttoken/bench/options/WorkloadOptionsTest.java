package dev.firsttoken.bench.options;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.value.TokenizerName;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class WorkloadOptionsTest {
  private static final String TRACE =
      """
      {"timestamp":0,"input_length":1,"output_length":1}
      {"timestamp":2000,"input_length":1,"output_length":1}
      """;

  @TempDir private Path dir;

  private static WorkloadOptions parse(Map<Setting, String> flags) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(flags, Map.of())).workloadOptions();
  }

  private String write(String content) throws IOException {
    return Files.writeString(dir.resolve("file"), content).toString();
  }

  @Test
  void defaultIsASinglePrompt() {
    assertThat(parse(Map.of())).isEqualTo(WorkloadOptions.DEFAULT);
  }

  @Test
  void everyGivenSettingIsApplied() throws IOException {
    WorkloadOptions workloadOptions =
        parse(
            Map.of(
                Setting.PROMPTS, write("{\"prompt\":\"a\"}"),
                Setting.TURNS, "3",
                Setting.UNIQUE_PREFIX, "true",
                Setting.TOKENIZER, "o200k_base"));

    assertThat(workloadOptions.prompts()).isNotNull();
    assertThat(workloadOptions.turns()).isEqualTo(3);
    assertThat(workloadOptions.uniquePrefix()).isTrue();
    assertThat(workloadOptions.tokenizer()).isEqualTo(TokenizerName.O200K_BASE);
  }

  @Test
  void traceIsReplayedAtTheGivenSpeed() throws IOException {
    WorkloadOptions workloadOptions =
        parse(Map.of(Setting.TRACE, write(TRACE), Setting.SPEED, "4"));

    assertThat(workloadOptions.trace())
        .isEqualTo(
            new Trace(List.of(new Trace.Request(0, 1, 1), new Trace.Request(500_000_000, 1, 1))));
  }

  @Test
  void traceIsTheOnlyLevel() throws IOException {
    Options options =
        Options.from(
            Command.SWEEP,
            RawOptions.fromFlags(
                Map.of(Setting.TRACE, write(TRACE), Setting.MAX_IN_FLIGHT, "9"), Map.of()));

    assertThat(options.loadOptions().concurrency()).isEmpty();
    assertThat(options.recordedOptions())
        .containsEntry("max-in-flight", "9")
        .doesNotContainKeys("concurrency", "arrivals", "seed");
  }

  @Test
  void invalidLineIsReportedWithFlagAndFile() throws IOException {
    String path = write("{\"prompt\":\"a\"}\n{}\n");

    assertThatThrownBy(() -> parse(Map.of(Setting.PROMPTS, path)))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage("--prompts=" + path + ": line 2: has neither \"prompt\" nor \"messages\": {}");
  }

  @Test
  void uniquePrefixNeedsAUserText() throws IOException {
    String path = write("{\"messages\":[{\"role\":\"system\",\"content\":\"a\"}]}");

    assertThat(parse(Map.of(Setting.PROMPTS, path)).prompts()).isNotNull();
    assertThatThrownBy(() -> parse(Map.of(Setting.PROMPTS, path, Setting.UNIQUE_PREFIX, "true")))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageEndingWith(
            "line 1: the last user message has no text, and --unique-prefix needs some");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROMPTS | PROMPT | : can't be combined with --prompt: the file sets the prompts",
        "TRACE | PROMPT | : can't be combined with --prompt: the trace sets the prompts",
        "TRACE | PROMPTS | : can't be combined with --prompts: the trace sets the prompts",
        "TRACE | TURNS | : can't be combined with --turns: the trace sets the prompts",
        "TRACE | CONCURRENCY | : can't be combined with --concurrency: the trace sets the due"
            + " times",
        "TRACE | RATE | : can't be combined with --rate: the trace sets the due times",
        "TRACE | TOTAL | : can't be combined with --total: the trace sets the due times",
        "TRACE | MAX_TOKENS | : can't be combined with --max-tokens: the trace sets the response"
            + " lengths",
        "TRACE | FRAMES | : can't be combined with --frames: the trace sets the response lengths"
      })
  void conflictingSettingsAreRejected(Setting key, Setting other, String expectedMessage)
      throws IOException {
    Map<Setting, String> flags = new EnumMap<>(Setting.class);
    flags.put(other, "1");
    flags.put(key, write(TRACE));

    assertThatThrownBy(() -> parse(flags))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageEndingWith(expectedMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PROMPTS | /no/such | --prompts=/no/such: must be a readable file",
        "TRACE | /no/such | --trace=/no/such: must be a readable file",
        "SPEED | 2 | --speed=2: needs --trace, the requests to replay",
        "TURNS | 0 | --turns=0: must be a whole number from 1 to 100",
        "UNIQUE_PREFIX | yes | --unique-prefix=yes: must be true or false",
        "TOKENIZER | gpt2 | --tokenizer=gpt2: must be cl100k_base or o200k_base"
      })
  void invalidValueIsReportedWithTheValidValues(Setting key, String value, String expectedMessage) {
    assertThatThrownBy(() -> parse(Map.of(key, value)))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(expectedMessage);
  }

  @ParameterizedTest
  @CsvSource({"0", "0.009", "1001", "NaN", "fast", "''"})
  void speedOutOfRangeIsRejected(String speed) throws IOException {
    String path = write(TRACE);

    assertThatThrownBy(() -> parse(Map.of(Setting.TRACE, path, Setting.SPEED, speed)))
        .hasMessage("--speed=" + speed + ": must be a number from 0.01 to 1,000");
  }
}
