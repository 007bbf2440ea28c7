package dev.firsttoken.bench.options.config;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.Command;
import dev.firsttoken.bench.options.InvalidOptionException;
import dev.firsttoken.bench.options.Options;
import dev.firsttoken.bench.options.Setting;
import dev.firsttoken.bench.options.value.RequestHeaders.Header;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ConfiguredOptionsTest {
  @TempDir Path dir;

  private final List<String> notices = new ArrayList<>();

  private Path write(String text) throws IOException {
    return Files.writeString(dir.resolve("sweep.toml"), text);
  }

  private Options read(Path file, Map<Setting, String> flags, Map<String, String> environment) {
    Map<Setting, String> all = new EnumMap<>(Setting.class);
    all.putAll(flags);
    all.put(Setting.CONFIG, file.toString());
    return ConfiguredOptions.fromFlags(Command.SWEEP, all, environment, notices::add);
  }

  private Options read(String text) throws IOException {
    return read(write(text), Map.of(), Map.of());
  }

  @Test
  void keysAreTheNamesOfFlags() throws IOException {
    Options options =
        read(
            """
            # a comment
            base-url = "http://h:1/v1"
            concurrency = [1, 8]
            total = 64
            unique-prefix = true
            header = ["x-a: 1", "x-b: 2"]
            extra-body = '{"temperature":0}'
            """);

    assertThat(options.target().chatUrl()).hasToString("http://h:1/v1/chat/completions");
    assertThat(options.loadOptions().concurrency()).containsExactly(1, 8);
    assertThat(options.loadOptions().levelBounds().total()).isEqualTo(64);
    assertThat(options.workloadOptions().uniquePrefix()).isTrue();
    assertThat(options.target().headers().headers())
        .containsExactly(new Header("x-a", "1"), new Header("x-b", "2"));
    assertThat(options.requestOptions().bodyOptions().extraBody().fields())
        .hasToString("{\"temperature\":0}");
  }

  @Test
  void keyOfAnotherToolIsTranslatedAsOnTheCommandLine() {
    for (String key : List.of("request-rate", "request_rate")) {
      assertThatThrownBy(() -> read(key + " = 10"))
          .hasMessage(
              "%s: %s is no option; here --request-rate is --rate. docs/coming-from.md has the values"
                  .formatted(dir.resolve("sweep.toml"), key));
    }
  }

  @Test
  void extraBodyMayBeATable() throws IOException {
    Options options = read("[extra-body]\ntemperature = 0.5\nkwargs = {thinking = false}\n");

    assertThat(options.requestOptions().bodyOptions().extraBody().fields())
        .hasToString("{\"temperature\":0.5,\"kwargs\":{\"thinking\":false}}");
  }

  @Test
  void flagsOverrideTheFileAndTheFileOverridesTheEnvironment() throws IOException {
    Path file = write("model = \"file\"\nmax-tokens = 5\nframes = 3\n");
    Map<String, String> environment = Map.of("LLM_MODEL", "environment", "SYN_DELAY_MS", "7");

    Options options = read(file, Map.of(Setting.MAX_TOKENS, "9"), environment);

    assertThat(options.requestOptions().model()).isEqualTo("file");
    assertThat(options.requestOptions().maxTokens()).isEqualTo(9);
    assertThat(options.requestOptions().syntheticOptions())
        .isEqualTo(Map.of("frames", 3, "delay_ms", 7));
  }

  @Test
  void recordedRunIgnoresVariablesExceptForTheKey() throws IOException {
    Path file = write("environment = false\n");
    Map<String, String> environment = Map.of("LLM_MODEL", "m", "LLM_API_KEY", "sk-1");

    Options options = read(file, Map.of(), environment);

    assertThat(options.requestOptions().model()).isNull();
    assertThat(options.target().apiKey()).isEqualTo("sk-1");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "concurency = 1; concurency is no option; did you mean concurrency?",
        "base_url = 'x'; base_url is no option; did you mean base-url?",
        "wholly-unknown = 1; wholly-unknown is no option",
        "repeat = 2; repeat does not apply to sweep",
        "config = 'x'; config can't be in a file of options",
        "total = []; total is an empty list; leave it out instead",
        "total = {a = 1}; total must be a text, a number, true, false or a list of them",
        "total = [[1]]; total must be a text, a number, true, false or a list of them",
        "environment = 'no'; environment must be true or false",
        "total = 'x'; total=x: must be a whole number from 1 to 10,000,000",
        "duration = 30; duration=30: must be a duration",
        "total = 1\ttotal = 2; is no valid TOML: line ",
        "total = ; is no valid TOML: line 1"
      })
  void keyThatCannotBeUsedIsNamed(String text, String message) {
    assertThatThrownBy(() -> read(text.replace('\t', '\n')))
        .isInstanceOf(InvalidOptionException.class)
        .hasMessageStartingWith(dir.resolve("sweep.toml") + ": " + message);
  }

  @Test
  void fileThatIsNoTextIsRefused() throws IOException {
    Path file = dir.resolve("sweep.toml");
    assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
        .hasMessage("--config=%s: must be a readable TOML file of at most 1 MiB".formatted(file));
    Files.write(file, new byte[] {'a', '=', '"', (byte) 0xff, '"'});
    assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
        .hasMessage(dir.resolve("sweep.toml") + ": is not valid UTF-8");
    Files.write(file, new byte[(1 << 20) + 1]);
    assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
        .hasMessage(dir.resolve("sweep.toml") + ": is larger than 1 MiB");
    assertThatThrownBy(() -> read(dir, Map.of(), Map.of())).hasMessageContaining("must be a");
  }

  private String written(Options options) {
    return ConfigWriter.format(Command.SWEEP, options.givenOptions());
  }

  @Test
  void writtenFileGivesTheSameOptionsAgain() throws IOException {
    Path prompts = Files.writeString(dir.resolve("p.jsonl"), "{\"prompt\":\"a\"}\n");
    Options first =
        ConfiguredOptions.fromFlags(
            Command.SWEEP,
            Map.of(
                Setting.BASE_URL, "http://h/v1",
                Setting.PATH, "?api-version=1",
                Setting.PROMPTS, prompts.toString(),
                Setting.CONCURRENCY, "1,2",
                Setting.EXTRA_BODY, "{\"a\":\"it's \\\"quoted\\\" \\\\ \"}",
                Setting.TOTAL, "07",
                Setting.SLO, "ttft:p95<300ms",
                Setting.RESULTS_DIR, dir.resolve("new").toString()),
            Map.of("LLM_MODEL", "m\"'\u00e9", "SYN_FRAMES", "3"),
            notices::add);

    String text = written(first);
    Options again = read(text);

    assertThat(text).doesNotContain("results-dir").contains("prompts-sha256 = '");
    assertThat(again.target()).isEqualTo(first.target());
    assertThat(again.requestOptions()).isEqualTo(first.requestOptions());
    assertThat(again.workloadOptions()).isEqualTo(first.workloadOptions());
    assertThat(again.loadOptions()).isEqualTo(first.loadOptions());
    assertThat(written(again)).isEqualTo(text);
    assertThat(notices).isEmpty();
  }

  @Test
  void runThatStartsItsServerNamesTheModelAndNoUrl() throws IOException {
    Options given = read("total = 64\n");
    Options started = given.withTarget(URI.create("http://127.0.0.1:5/x"), "synthetic");

    String text = written(started);

    assertThat(text)
        .contains("model = 'synthetic'", "# The run started its server itself")
        .doesNotContain("127.0.0.1");
    assertThat(read(text).requestOptions()).isEqualTo(started.requestOptions());
    assertThat(written(given)).doesNotContain("started its server");
  }

  @Test
  void secretsAreLeftOutAndHaveToBeGivenAgain() throws IOException {
    Options first =
        ConfiguredOptions.fromFlags(
            Command.SWEEP,
            Map.of(
                Setting.API_KEY, "sk-flag",
                Setting.HEADER, "x-team: search\nx-key: ${X_KEY}"),
            Map.of("X_KEY", "sk-x"),
            notices::add);
    String text = written(first);
    assertThat(text).doesNotContain("sk-", "search").contains("x-key: ${X_KEY}");
    Path file = write(text);
    Map<String, String> keys = Map.of("X_KEY", "sk-y", "LLM_API_KEY", "sk-variable");

    assertThatThrownBy(() -> read(file, Map.of(), Map.of("X_KEY", "sk-y")))
        .hasMessage(
            dir.resolve("sweep.toml")
                + ": api-key stands for a secret, which no file has: give --api-key again, or"
                + " set LLM_API_KEY");
    assertThatThrownBy(() -> read(file, Map.of(), keys))
        .hasMessage(
            dir.resolve("sweep.toml")
                + ": header \"x-team: (given)\" stands for a secret, which no file has: give"
                + " --header again");
    Options again = read(file, Map.of(Setting.HEADER, "x-team: ads"), keys);
    assertThat(again.target().apiKey()).isEqualTo("sk-variable");
    assertThat(again.target().headers().headers())
        .containsExactly(new Header("x-team", "ads"), new Header("x-key", "sk-y"));
  }

  @Test
  void keyOfTheVariableHasToBeGivenAgain() throws IOException {
    Map<String, String> key = Map.of("LLM_API_KEY", "sk-variable");
    String text = written(ConfiguredOptions.fromFlags(Command.SWEEP, Map.of(), key, notices::add));
    assertThat(text).doesNotContain("sk-").contains("api-key = '(given)'");
    Path file = write(text);

    assertThatThrownBy(() -> read(file, Map.of(), Map.of()))
        .hasMessage(
            file
                + ": api-key stands for a secret, which no file has: give --api-key again, or set"
                + " LLM_API_KEY");
    assertThat(read(file, Map.of(), key).target().apiKey()).isEqualTo("sk-variable");
    assertThat(written(read(file, Map.of(), key))).isEqualTo(text);
  }

  @Test
  void keyThatIsNotSentIsNotAskedFor() {
    Map<String, String> key = Map.of("LLM_API_KEY", "sk-variable");
    Options withHeader =
        ConfiguredOptions.fromFlags(
            Command.SWEEP,
            Map.of(Setting.HEADER, "Authorization: Bearer ${TOKEN}"),
            Map.of("LLM_API_KEY", "sk-variable", "TOKEN", "t"),
            notices::add);
    Options ofStarted =
        ConfiguredOptions.fromFlags(
            Command.COMPARE, Map.of(Setting.TARGETS, "micronaut,express"), key, notices::add);
    Options ofRunning =
        ConfiguredOptions.fromFlags(
            Command.COMPARE,
            Map.of(Setting.TARGETS, "micronaut,other=http://h:1/v1"),
            key,
            notices::add);

    assertThat(withHeader.givenOptions().values()).doesNotContainKey(Setting.API_KEY);
    assertThat(ofStarted.givenOptions().values()).doesNotContainKey(Setting.API_KEY);
    assertThat(ofRunning.givenOptions().values()).containsKey(Setting.API_KEY);
  }

  @Test
  void keyOfTheVariableIsNotAskedForWhereTheRunStartsItsServer() {
    Map<String, String> key = Map.of("LLM_API_KEY", "sk-variable");
    URI url = URI.create("http://127.0.0.1:1/v1/chat/completions");
    Options byVariable =
        ConfiguredOptions.fromFlags(Command.SWEEP, Map.of(), key, notices::add)
            .withTarget(url, "m");
    Options byFlag =
        ConfiguredOptions.fromFlags(
                Command.SWEEP, Map.of(Setting.API_KEY, "sk-flag"), key, notices::add)
            .withTarget(url, "m");

    assertThat(byVariable.givenOptions().values()).doesNotContainKey(Setting.API_KEY);
    assertThat(byFlag.givenOptions().values()).containsKey(Setting.API_KEY);
  }

  @Test
  void secretOfAQueryIsLeftOutToo() throws IOException {
    Options first =
        ConfiguredOptions.fromFlags(
            Command.SWEEP,
            Map.of(Setting.BASE_URL, "http://h/chat/completions?key=sk-1&v=2"),
            Map.of(),
            notices::add);

    assertThat(first.recordedOptions().toString()).doesNotContain("sk-1");
    assertThat(first.target().toString()).isEqualTo("http://h/chat/completions?key=(given)&v=2");
    assertThat(first.target().secrets()).containsExactly("sk-1");
    assertThatThrownBy(() -> read(written(first))).hasMessageContaining("give --base-url again");
  }

  @Test
  void fileThatHasChangedSinceIsNamed() throws IOException {
    Path prompts = Files.writeString(dir.resolve("p.jsonl"), "{\"prompt\":\"a\"}\n");
    Path file =
        write(
            written(
                ConfiguredOptions.fromFlags(
                    Command.SWEEP,
                    Map.of(Setting.PROMPTS, prompts.toString()),
                    Map.of(),
                    notices::add)));
    read(file, Map.of(), Map.of());
    assertThat(notices).isEmpty();

    Files.writeString(prompts, "{\"prompt\":\"b\"}\n");
    Options again = read(file, Map.of(), Map.of());

    assertThat(notices)
        .containsExactly(
            dir.resolve("sweep.toml")
                + ": the file of --prompts has changed since, so the requests may differ from"
                + " those of the recorded run");
    assertThat(again.recordedOptions().get("prompts-sha256")).asString().matches("[0-9a-f]{64}");
    assertThat(again.recordedOptions()).containsKey("config-sha256");
  }

  @Test
  void anotherFileThatIsGivenHasNotChanged() throws IOException {
    Path recorded = Files.writeString(dir.resolve("p.jsonl"), "{\"prompt\":\"a\"}\n");
    Path other = Files.writeString(dir.resolve("q.jsonl"), "{\"prompt\":\"b\"}\n");
    Path file =
        write(
            written(
                ConfiguredOptions.fromFlags(
                    Command.SWEEP,
                    Map.of(Setting.PROMPTS, recorded.toString()),
                    Map.of(),
                    notices::add)));

    read(file, Map.of(Setting.PROMPTS, other.toString()), Map.of());
    ConfiguredOptions.fromProperties(
        Command.SWEEP,
        Map.of("config", file.toString(), "prompts", other.toString()),
        Map.of(),
        notices::add);

    assertThat(notices).isEmpty();
  }

  @Test
  void mavenPropertyNamesTheFileToo() throws IOException {
    Path file = write("total = 64\nmodel = \"file\"\n");
    Options options =
        ConfiguredOptions.fromProperties(
            Command.SWEEP,
            Map.of("config", file.toString(), "total", "32", "noKeepAlive", "true"),
            Map.of(),
            notices::add);

    assertThat(options.loadOptions().levelBounds().total()).isEqualTo(32);
    assertThat(options.requestOptions().model()).isEqualTo("file");
    assertThat(options.target().connectionOptions().keepAlive()).isFalse();
    assertThatThrownBy(
            () ->
                ConfiguredOptions.fromProperties(
                    Command.SWEEP, Map.of("config", ""), Map.of(), notices::add))
        .hasMessageStartingWith("-Dconfig=: must be");
  }
}
