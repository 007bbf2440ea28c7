package dev.firsttoken.bench.options;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.tokens.Tokenizer;
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
  void lengthsComeWithTheirTokenizerAndSeed() {
    assertThat(
            parse(Map.of(Setting.INPUT_TOKENS, "1024±10%", Setting.OUTPUT_TOKENS, "128")).lengths())
        .isEqualTo(
            new RequestLengths(
                new LengthDistribution(922, 1126),
                new LengthDistribution(128, 128),
                false,
                TokenizerName.O200K_BASE,
                1));
    assertThat(
            parse(
                    Map.of(
                        Setting.OUTPUT_TOKENS, "uniform:1-9",
                        Setting.IGNORE_EOS, "true",
                        Setting.TOKENIZER, "cl100k_base",
                        Setting.SEED, "7"))
                .lengths())
        .isEqualTo(
            new RequestLengths(
                null, new LengthDistribution(1, 9), true, TokenizerName.CL100K_BASE, 7));
  }

  @Test
  void dataSetIsReadAndShuffledByTheSeed() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 50; i++) {
      lines.append("{\"prompt\": \"p").append(i).append("\", \"output_tokens\": 9}\n");
    }
    String path = write(lines.toString());

    List<Prompt> inOrder = prompts(Map.of(Setting.DATASET, path));
    assertThat(inOrder).extracting(Prompt::lineNumber).isSorted();
    assertThat(inOrder).extracting(Prompt::lengths).containsOnly(new Prompt.Lengths(null, 9));
    for (Setting file : List.of(Setting.DATASET, Setting.PROMPTS)) {
      List<Prompt> first = prompts(Map.of(file, path, Setting.SHUFFLE, "true"));
      assertThat(first)
          .isEqualTo(prompts(Map.of(file, path, Setting.SHUFFLE, "true", Setting.SEED, "1")))
          .isNotEqualTo(prompts(Map.of(file, path, Setting.SHUFFLE, "true", Setting.SEED, "2")))
          .isNotEqualTo(prompts(Map.of(file, path)))
          .hasSize(50);
    }
  }

  @Test
  void conversationsOfADataSetAreCountedByTheTokenizer() throws IOException {
    String text = "人工知能は世界を変えている。";
    String path =
        write(
            "[{\"conversations\":[{\"value\":\"%s\"},{\"value\":\"%s\"}]}]".formatted(text, text));
    long byCl100k = Tokenizer.of(TokenizerName.CL100K_BASE).count(text);
    long byO200k = Tokenizer.of(TokenizerName.O200K_BASE).count(text);
    assertThat(byCl100k).as("both must differ").isNotEqualTo(byO200k);

    assertThat(prompts(Map.of(Setting.DATASET, path, Setting.TOKENIZER, "cl100k_base")).getFirst())
        .returns(new Prompt.Lengths((int) byCl100k, (int) byCl100k), Prompt::lengths);
    assertThat(prompts(Map.of(Setting.DATASET, path)).getFirst())
        .returns(new Prompt.Lengths((int) byO200k, (int) byO200k), Prompt::lengths);
  }

  private static List<Prompt> prompts(Map<Setting, String> flags) {
    return requireNonNull(parse(flags).prompts()).prompts();
  }

  @Test
  void badRecordOfADataSetIsRejectedWithItsLine() throws IOException {
    String path = write("{\"prompt\": \"a\"}\n{\"promt\": \"b\"}\n");

    assertThatThrownBy(() -> parse(Map.of(Setting.DATASET, path)))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessage(
            "--dataset=%s: line 2: has none of \"prompt\", \"messages\", \"text\" and"
                    .formatted(path)
                + " \"conversations\": {\"promt\": \"b\"}");
  }

  @Test
  void seedIsRecordedWhereItDecidesTheRequests() {
    assertThat(recorded(Map.of(Setting.OUTPUT_TOKENS, "uniform:1-9"))).containsEntry("seed", "1");
    assertThat(recorded(Map.of(Setting.MAX_TOKENS, "9"))).doesNotContainKey("seed");
  }

  private static Map<String, Object> recorded(Map<Setting, String> flags) {
    return Options.from(Command.SWEEP, RawOptions.fromFlags(flags, Map.of())).recordedOptions();
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
        "TRACE | FRAMES | : can't be combined with --frames: the trace sets the response lengths",
        "TRACE | OUTPUT_TOKENS | : can't be combined with --output-tokens: the trace sets the"
            + " response lengths",
        "TRACE | DATASET | : can't be combined with --dataset: the trace sets the prompts",
        "DATASET | PROMPTS | : can't be combined with --prompts: the file sets the prompts",
        "DATASET | PROMPT | : can't be combined with --prompt: the file sets the prompts",
        "INPUT_TOKENS | PROMPT | : can't be combined with --prompt: the prompts are made by their"
            + " length",
        "INPUT_TOKENS | DATASET | : can't be combined with --dataset: the prompts are made by"
            + " their length",
        "OUTPUT_TOKENS | MAX_TOKENS | : can't be combined with --max-tokens: both set the length"
            + " of the responses",
        "OUTPUT_TOKENS | FRAMES | : can't be combined with --frames: both set the length of the"
            + " responses"
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
        "SHUFFLE | true | --shuffle=true: needs --dataset or --prompts",
        "IGNORE_EOS | true | --ignore-eos=true: needs --output-tokens, --max-tokens, --dataset,"
            + " --prompts or --trace",
        "INPUT_TOKENS | 0 | --input-tokens=0: must be a number of tokens from 1 to 1,000,000,"
            + " alone or with a spread: 1024, 1024±10%, 1024+-10% or uniform:100-2000",
        "OUTPUT_TOKENS | uniform:9-1 | --output-tokens=uniform:9-1: the range begins with 9, which"
            + " is more than its end 1",
        "DATASET | /no/such | --dataset=/no/such: must be a readable file",
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
