package dev.firsttoken.bench.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class PromptsTest {
  private static final String VALID_LINE = "{\"prompt\": \"hi\"}\n";

  private static final TokenRange RANGE = new TokenRange(1, 10_000_000);

  @TempDir private Path dir;

  private List<Prompt> read(String content) throws IOException {
    return read(Files.writeString(dir.resolve("prompts"), content));
  }

  private static List<Prompt> read(Path file) {
    return Prompts.read(file, new LineRules(RANGE, true)).prompts();
  }

  private static String fromTextOffset(Prompt prompt) {
    return prompt.messages().substring(prompt.textOffset());
  }

  @Test
  void promptBecomesOneUserMessage() throws IOException {
    assertThat(read("{\"prompt\": \"say \\\"hi\\\"\", \"max_tokens\": 9}"))
        .containsExactly(
            new Prompt(1, "[{\"role\":\"user\",\"content\":\"say \\\"hi\\\"\"}]", 27, 9));
  }

  @Test
  void tooLongLineIsRejectedBeforeItIsParsed() throws IOException {
    byte[] line = new byte[LineReader.MAX_LINE_BYTES + 1];
    Arrays.fill(line, (byte) ' ');
    Path file = Files.write(dir.resolve("long"), line);

    assertThatThrownBy(() -> read(file)).hasMessage("line 1: longer than 32 MiB, the maximum");
  }

  @Test
  void messagesAreKeptVerbatim() throws IOException {
    String messages =
        "[ {\"role\": \"system\", \"content\": \"\\u00e9 1e999\"}, {\"name\": 1.50, \"content\":"
            + " \"hi\", \"role\": \"user\"} ]";

    List<Prompt> prompts = read("{\"id\": [1], \"messages\": " + messages + " }");

    assertThat(prompts.getFirst().messages()).isEqualTo(messages);
    assertThat(prompts.getFirst().maxTokens()).isNull();
    assertThat(fromTextOffset(prompts.getFirst())).startsWith("hi\", \"role\": \"user\"");
  }

  @Test
  void otherFieldsAreKeptVerbatimAndInOrder() throws IOException {
    Prompt prompt =
        read("{\"temperature\": 0.10 ,\"messages\": [{\"role\":\"user\"}], \"tools\":"
                + " [{\"a\": {\"b\":\t[1e999]}}],\"stop\":\"\\u00e9 \\\"\","
                + "\"seed\": 12345678901234567890, \"user\":null,\"logprobs\":true,"
                + "\"top_p\":1}")
            .getFirst();

    assertThat(prompt.fields().toString())
        .isEqualTo(
            "{temperature=0.10, tools=[{\"a\": {\"b\":\t[1e999]}}], stop=\"\\u00e9 \\\"\","
                + " seed=12345678901234567890, user=null, logprobs=true, top_p=1}");
    assertThat(read(VALID_LINE).getFirst().fields()).isEmpty();
  }

  @Test
  void streamingAndUsageMayBeAskedFor() throws IOException {
    assertThat(
            read("{\"prompt\":\"a\",\"stream\":true,\"model\":\"m\",\"stream_options\":"
                    + "{\"x\":[1],\"include_usage\":true}}")
                .getFirst()
                .fields())
        .containsOnlyKeys("stream", "model", "stream_options");
    assertThat(read("{\"prompt\":\"a\",\"stream_options\":null}")).hasSize(1);
  }

  @Test
  void lineMayDenyAStreamWhereNoneIsAskedFor() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("whole"),
            "{\"prompt\":\"a\",\"stream\":false,\"stream_options\":{\"include_usage\":false}}");

    assertThat(Prompts.read(file, new LineRules(RANGE, false)).prompts()).hasSize(1);
    Files.writeString(file, "{\"prompt\":\"a\",\"stream\":0}");
    assertThatThrownBy(() -> Prompts.read(file, new LineRules(RANGE, false)))
        .hasMessage("line 1: \"stream\" must be true, false or absent: 0");
  }

  @Test
  void textOfTheLastUserMessageIsFoundAnywhere() throws IOException {
    String first = "{\"role\":\"user\",\"content\":\"one\"}";
    String parts =
        "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\",\"image_url\":{\"text\":\"no\"}},"
            + "{\"type\":\"text\",\"text\":\"two\"},{\"type\":\"text\",\"text\":\"three\"}]}";
    String assistant = "{\"role\":\"assistant\",\"content\":\"four\"}";
    String picture = "{\"role\":\"user\",\"content\":[{\"type\":\"image_url\"}]}";

    List<Prompt> prompts =
        read(
            "{\"messages\":[%s,%s,%s]}\n{\"messages\":[%s,%s]}\n{\"messages\":[%s]}"
                .formatted(first, parts, assistant, first, picture, assistant));

    assertThat(fromTextOffset(prompts.getFirst())).startsWith("two\"");
    assertThat(prompts.get(1).textOffset()).isEqualTo(-1);
    assertThat(prompts.get(2).textOffset()).isEqualTo(-1);
  }

  @Test
  void blankLinesAndByteOrderMarkAreIgnored() throws IOException {
    List<Prompt> prompts = read("\uFEFF" + VALID_LINE + "\n  \r\n" + VALID_LINE.strip() + "\r\n");

    assertThat(prompts).extracting(Prompt::lineNumber).containsExactly(1, 4);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{} | has neither \"prompt\" nor \"messages\": {}",
        "hello | is not valid JSON from column",
        "[1] | must be a JSON object: [1]",
        "{\"prompt\": oops} | is not valid JSON from column 12: oops}",
        "{\"prompt\": \"a\" | is not valid JSON from column",
        "{\"prompt\": \"a\"} {} | has text after its JSON object",
        "{\"prompt\": \"\"} | \"prompt\" must be a non-empty string: \"\"",
        "{\"prompt\": [\"a\"]} | \"prompt\" must be a non-empty string: an array",
        "{\"prompt\": \"a\", \"messages\": []} | must have either \"prompt\" or \"messages\", once:"
            + " ",
        "{\"messages\": {}} | \"messages\" must be an array: an object",
        "{\"messages\": []} | \"messages\" must contain at least one message",
        "{\"messages\": [1]} | messages[0] must be an object: 1",
        "{\"messages\": [{\"content\": \"a\"}]} | messages[0] has no \"role\"",
        "{\"messages\": [{\"role\": 1}]} | messages[0]: \"role\" must be a string: 1",
        "{\"messages\": [{\"role\": \"user\", \"content\": 5}]} | messages[0]: \"content\" must"
            + " be a string or an array: 5",
        "{\"prompt\": \"a\", \"max_tokens\": 0} | \"max_tokens\" must be a whole number from 1 to"
            + " 10,000,000: 0",
        "{\"prompt\": \"a\", \"stream\": false} | \"stream\" must be true or absent, because"
            + " responses are streamed without --no-stream: false",
        "{\"prompt\": \"a\", \"stream_options\": [1]} | \"stream_options\" must be an object: an"
            + " array",
        "{\"prompt\": \"a\", \"stream_options\": {\"include_usage\": false}} | \"include_usage\""
            + " must be true or absent, because the bench counts tokens by it: false",
        "{\"prompt\": \"a\", \"model\": \"\"} | \"model\" must be a non-empty string: \"\"",
        "{\"prompt\": \"a\", \"model\": 7} | \"model\" must be a non-empty string: 7",
        "{\"prompt\": \"a\", \"top_p\": 1, \"top_p\": 2} | has \"top_p\" twice",
        "{\"prompt\": \"a\", \"tools\": [} | is not valid JSON from column",
        "{\"prompt\": \"a\", \"max_tokens\": 1.5} | \"max_tokens\" must be a whole number",
        "{\"prompt\": \"a\", \"max_tokens\": 99999999999} | \"max_tokens\" must be a whole number",
      })
  void invalidLineIsReportedWithItsNumberAndWhatWasExpected(String line, String expectedMessage) {
    assertThatThrownBy(() -> read(VALID_LINE.repeat(15) + "\n" + line + "\n" + VALID_LINE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("line 17: ")
        .hasMessageContaining(expectedMessage);
  }

  @Test
  void lineThatIsNotUtf8IsReported() throws IOException {
    Path file =
        Files.writeString(dir.resolve("latin"), VALID_LINE + "{\"prompt\": \"é\"}", ISO_8859_1);

    assertThatThrownBy(() -> read(file)).hasMessage("line 2: is not valid UTF-8");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"prompt\":\"a\\ud800b\"}",
        "{\"prompt\":\"a\\ud800\"}",
        "{\"prompt\":\"\\ud800\\ud800\\udc00\"}",
        "{\"prompt\":\"\\ud83d\\ude00\\ud800\\n\"}",
        "{\"messages\":[{\"role\":\"user\",\"content\":\"\\ud800 \"}]}"
      })
  void halfOfASurrogatePairIsReported(String line) {
    assertThatThrownBy(() -> read(VALID_LINE + line))
        .hasMessageStartingWith("line 2: has \\ud800, half of a surrogate pair");
  }

  @Test
  void recordThatNestsTooDeepIsNotCalledInvalid() {
    String deep = "[".repeat(1_001) + "]".repeat(1_001);
    assertThatThrownBy(() -> read("{\"prompt\":\"a\",\"x\":" + deep + "}"))
        .hasMessage("line 1: is nested deeper than the maximum of 1,000 levels");
  }

  @Test
  void recordWithAHugeNumberOrNameSaysSo() {
    for (String field : List.of("\"x\":" + "1".repeat(2_000), "\"" + "x".repeat(60_000) + "\":1")) {
      assertThatThrownBy(() -> read("{\"prompt\":\"a\"," + field + "}"))
          .hasMessage("line 1: has a number or a name that is too long");
    }
  }

  @Test
  void lowSurrogateAloneIsReportedAndAPairOrAnEscapedBackslashIsNot() throws IOException {
    assertThatThrownBy(() -> read("{\"prompt\":\"\\uDC00\"}"))
        .hasMessageStartingWith("line 1: has \\uDC00, half");
    assertThat(read("{\"prompt\":\"\\uD83D\\uDE00 \\\\ud800\"}")).hasSize(1);
  }

  @Test
  void emptyFileIsRejected() {
    assertThatThrownBy(() -> read("\n\n"))
        .hasMessage("the file is empty; put one JSON object on each line");
  }

  @Test
  void tooManyLinesAreRejected() throws IOException {
    assertThat(read(VALID_LINE.repeat(100_000))).hasSize(100_000);
    assertThatThrownBy(() -> read(VALID_LINE.repeat(100_001)))
        .hasMessage(
            "line 100001: more than 100,000 non-blank lines, the maximum; use a smaller file");
  }
}
