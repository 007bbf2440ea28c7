package dev.firsttoken.bench.dataset;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.tokens.Tokenizer;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.zip.GZIPOutputStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DatasetsTest {
  private static final TokenRange RANGE = new TokenRange(1, 10_000_000);
  private static final Tokenizer TOKENIZER = Tokenizer.of(TokenizerName.O200K_BASE);

  /** A prompt of six tokens, which is enough for the choice of conversations. */
  private static final String QUESTION = "one two three four five six";

  private static final String ANSWER = "one two three four five six seven";

  @TempDir private Path dir;

  private static Datasets.Settings settings(
      @Nullable Long shuffleSeed, @Nullable Integer outputTokens) {
    return new Datasets.Settings(
        new LineRules(RANGE, true), shuffleSeed, outputTokens, () -> TOKENIZER);
  }

  private Datasets.Selected select(byte[] content) throws IOException {
    Path file = Files.write(dir.resolve("data"), content);
    return Datasets.read(file, settings(null, null));
  }

  private List<Prompt> read(String content) throws IOException {
    return select(content.getBytes(UTF_8)).prompts().prompts();
  }

  private static String user(String escapedText) {
    return "[{\"role\":\"user\",\"content\":\"%s\"}]".formatted(escapedText);
  }

  private static String conversation(String first, String second) {
    return ("{\"id\": \"x\", \"conversations\": [{\"from\": \"human\", \"value\": \"%s\"},"
            + " {\"from\": \"gpt\", \"value\": \"%s\"}]}")
        .formatted(first, second);
  }

  @Test
  void linesOfOursAreReadWithTheirFields() throws IOException {
    List<Prompt> prompts =
        read(
            "{\"prompt\": \"a\", \"temperature\": 0}\n\n"
                + "{\"messages\": [{\"role\": \"user\", \"content\": \"b\"}], \"max_tokens\":"
                + " 7}\n");

    assertThat(prompts).extracting(Prompt::lineNumber).containsExactly(1, 3);
    assertThat(prompts.getFirst().fields()).containsEntry("temperature", "0");
    assertThat(prompts.getLast().maxTokens()).isEqualTo(7);
  }

  @Test
  void outputTokensOfVllmAreTheLengthThatIsAskedForAndNotSentThemselves() throws IOException {
    List<Prompt> prompts = read("{\"prompt\": \"a\", \"output_tokens\": 10, \"top_p\": 1}\n");

    assertThat(prompts.getFirst().lengths()).isEqualTo(new Prompt.Lengths(null, 10));
    assertThat(prompts.getFirst().fields()).containsOnlyKeys("top_p");
  }

  @Test
  void turnsOfAiperfAreReadWithoutTheFieldsThatSteerIt() throws IOException {
    List<Prompt> prompts =
        read(
            """
            {"type": "single_turn", "text": "say \\"hi\\"", "delay": 5, "image": null}
            {"texts": ["a", "b"], "role": "user", "output_length": 9}
            {"texts": ["c"], "timestamp": 1}
            """);

    assertThat(prompts)
        .extracting(Prompt::messages)
        .containsExactly(
            user("say \\\"hi\\\""),
            "[{\"role\":\"user\",\"content\":[{\"type\":\"text\",\"text\":\"a\"},"
                + "{\"type\":\"text\",\"text\":\"b\"}]}]",
            user("c"));
    assertThat(prompts.get(1).lengths()).isEqualTo(new Prompt.Lengths(null, 9));
    assertThat(prompts).allMatch(prompt -> prompt.fields().isEmpty());
    assertThat(prompts.get(1).messages().substring(prompts.get(1).textOffset())).startsWith("a\"");
  }

  @ParameterizedTest
  @CsvSource({"[, ',', ]", "'', '\n', ''", "'[\n\n', ',\r\n', '\n]\n'"})
  void conversationsOfShareGptBecomePromptsOfTheirFirstMessage(
      String begin, String separator, String end) throws IOException {
    String long3 = conversation(QUESTION + "?", ANSWER).replace("]}", ", {\"value\": \"more\"}]}");
    List<Prompt> prompts = read(begin + conversation(QUESTION, ANSWER) + separator + long3 + end);

    assertThat(prompts)
        .extracting(Prompt::messages)
        .containsExactly(user(QUESTION), user(QUESTION + "?"));
    assertThat(prompts)
        .extracting(Prompt::lengths)
        .containsExactly(new Prompt.Lengths(6, 7), new Prompt.Lengths(7, 7));
  }

  @Test
  void conversationsOutsideOfTheLengthsAreLeftOutAndCounted() throws IOException {
    String words1024 = "word" + " word".repeat(1023);
    Datasets.Selected selected =
        select(
            ("["
                    + String.join(
                        ",",
                        conversation(QUESTION, ANSWER),
                        "{\"conversations\": []}",
                        "{\"conversations\": [{\"value\": \"%s\"}]}".formatted(QUESTION),
                        conversation("too short", ANSWER),
                        conversation(QUESTION, "too short"),
                        conversation(words1024, words1024),
                        conversation(words1024 + " word", ANSWER),
                        conversation(words1024, words1024 + " word"),
                        conversation("a".repeat(1 << 20), ANSWER))
                    + "]")
                .getBytes(UTF_8));

    assertThat(selected.prompts().prompts()).extracting(Prompt::lineNumber).containsExactly(1, 6);
    assertThat(selected.notices())
        .containsExactly(
            "2 of 9 conversations are used; left out are 2 with fewer than two messages, 2 too"
                + " short and 3 too long (4 to 1,024 prompt tokens, at most 2,048 with the"
                + " response)");
  }

  @Test
  void conversationsOfManyBatchesKeepTheirOrderAndLengths() throws IOException {
    StringBuilder array = new StringBuilder("[");
    for (int i = 0; i < 2_000; i++) {
      array.append(i == 0 ? "" : ",");
      array.append(conversation(QUESTION + " word".repeat(i % 100), i % 3 == 0 ? "no" : ANSWER));
    }
    Datasets.Selected selected = select((array + "]").getBytes(UTF_8));

    List<Prompt> prompts = selected.prompts().prompts();
    assertThat(prompts)
        .extracting(Prompt::lineNumber)
        .isSorted()
        .doesNotHaveDuplicates()
        .hasSize(1_333);
    assertThat(prompts)
        .allSatisfy(
            prompt ->
                assertThat(prompt.lengths())
                    .isEqualTo(new Prompt.Lengths(6 + (prompt.lineNumber() - 1) % 100, 7)));
    assertThat(selected.notices()).singleElement().asString().startsWith("1,333 of 2,000 ");
  }

  @Test
  void longTextIsUsedIfItHasFewTokens() throws IOException {
    String few = " ".repeat(16_000) + QUESTION; // 128 spaces are one token
    String many = "word ".repeat(4_000);
    List<Prompt> prompts =
        read("[%s,%s]".formatted(conversation(few, ANSWER), conversation(many, ANSWER)));

    assertThat(prompts).extracting(Prompt::lineNumber).containsExactly(1);
  }

  @Test
  void lengthThatIsAskedForReplacesThatOfTheConversation() throws IOException {
    Path file =
        Files.writeString(
            dir.resolve("data"),
            "[%s,%s]".formatted(conversation(QUESTION, "hi"), conversation(QUESTION, ANSWER)));

    assertThat(Datasets.read(file, settings(null, 50)).prompts().prompts()).hasSize(2);
    assertThatThrownBy(() -> Datasets.read(file, settings(null, 2_043)))
        .hasMessageStartingWith("0 of 2 conversations are used");
  }

  @Test
  void columnPromptOfCsvIsReadByRfc4180() throws IOException {
    List<Prompt> prompts =
        read(
            String.join(
                "\r\n",
                "id, Prompt ,output_tokens,max_tokens",
                "1,\"a, \"\"b\"\"\r\nc\",,",
                "",
                "2,plain é,9,20",
                "3,last,,30"));

    assertThat(prompts)
        .extracting(Prompt::messages)
        .containsExactly(user("a, \\\"b\\\"\\r\\nc"), user("plain é"), user("last"));
    assertThat(prompts)
        .extracting(prompt -> prompt.lengths().output())
        .containsExactly(null, 9, null);
    assertThat(prompts).extracting(Prompt::maxTokens).containsExactly(null, 20, 30);
  }

  @ParameterizedTest
  @CsvSource({
    "'{\"prompt\": \"é\"}\r\n'",
    "'[{\"conversations\": [{\"value\": \"é é é é\"}, {\"value\": \"é é é é\"}]}]'",
    "'prompt\r\né\r\n'"
  })
  void byteOrderMarkAndGzipAreReadThrough(String content) throws IOException {
    List<Prompt> plain = read(content);
    String withMark = "\uFEFF" + content;
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write(withMark.getBytes(UTF_8));
    }

    assertThat(plain.getFirst().messages()).contains("é");
    assertThat(read(withMark)).isEqualTo(plain);
    assertThat(select(zipped.toByteArray()).prompts().prompts()).isEqualTo(plain);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "`` | the data set is empty",
        "`  \n ` | the data set is empty",
        "{\"promt\": \"a\"} | line 1: has none of \"prompt\", \"messages\", \"text\" and"
            + " \"conversations\": {\"promt\": \"a\"}",
        "{\"prompt\": } | line 1: is not valid JSON from column",
        "{\"text\": \"a\"} {} | line 1: has text after its JSON object",
        "{\"text\": 5} | line 1: \"text\" must be a non-empty string: 5",
        "{\"texts\": []} | line 1: has no text: {\"texts\": []}",
        "{\"texts\": [\"a\", {}]} | line 1: \"texts[1]\" must be a non-empty string: an object",
        "{\"text\": \"a\", \"image\": \"i.png\"} | line 1: has \"image\", which can't be sent",
        "{\"text\": \"a\", \"role\": \"system\"} | line 1: \"role\" must be \"user\" or absent:"
            + " \"system\"",
        "{\"text\": \"a\", \"output_length\": 0} | line 1: \"output_length\" must be a whole number"
            + " from 1 to 10,000,000: 0",
        "{\"prompt\": \"a\", \"output_tokens\": \"9\"} | line 1: \"output_tokens\" must be a whole"
            + " number from 1 to 10,000,000: \"9\"",
        "{\"turns\": [{\"text\": \"a\"}]} | line 1: has \"turns\": AIPerf's conversations",
        "{\"conversations\": 5} | line 1: \"conversations\" must be an array: 5",
        "[5] | record 1 (line 1, column 3) must be an object: 5",
        "[{\"id\": 1}] | record 1 (line 1, column 11) has no \"conversations\"; a JSON array must"
            + " be ShareGPT",
        "[{\"conversations\": [7]}] | record 1 (line 1, column 22) conversations[0] must be an"
            + " object: 7",
        "[{\"conversations\": [{\"from\": \"human\"}]}] | conversations[0] has no \"value\"",
        "[{\"conversations\": [{\"value\": 1}]}] | conversations[0] needs a string as \"value\": 1",
        "[{\"conversations\": [ | is cut off: the file ends in it",
        "[ | record 1 (line 1, column 2) is cut off: the file ends in it",
        "[{\"conversations\": []} {}] | record 2 (line 1, column",
        "[] [] | line 1: the file goes on after its array",
        "[{\"conversations\": []}] | 0 of 1 conversations are used",
        "[] | the data set is empty",
        "`question,answer\n"
            + "a,b` | line 1: the header has no column \"prompt\": question,answer. A data set is"
            + " JSON Lines, a JSON array of ShareGPT, or CSV with a column \"prompt\"",
        "just a text | line 1: the header has no column \"prompt\": just a text",
        "prompt | the data set is empty",
        "`id,prompt\n1,\n` | row 1 (near line 2) has no prompt",
        "`prompt,output_tokens\na,many` | row 1 (near line 2) output_tokens must be a whole number"
            + " from 1 to 10,000,000: many",
        "`prompt\n\"a` | is not valid CSV",
        "`prompt\na,b,c` | is not valid CSV"
      })
  void badFileIsRejectedWithThePlaceAndWhatWasExpected(String content, String expected) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{\"prompt\": \"\\ud800\"} | line 1: has",
        "{\"texts\": [\"\\ud800\"]} | line 1: \"texts[0]\" has",
        "[{\"conversations\": [{\"value\": \"\\ud800\"}]}] | conversations[0] has"
      })
  void halfOfASurrogatePairIsRejected(String content, String place) {
    assertThatThrownBy(() -> read(content))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(place + " \\ud800, half of a surrogate pair");
  }

  @ParameterizedTest
  @CsvSource({"'{\"prompt\": \"é\"}'", "'prompt\né'"})
  void bytesThatAreNotUtf8AreRejected(String content) {
    assertThatThrownBy(() -> select(content.getBytes(ISO_8859_1)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is not valid UTF-8");
  }

  @Test
  void recordThatNestsTooDeepIsNotCalledInvalid() {
    String deep = "[".repeat(1_001) + "]".repeat(1_001);
    for (String content :
        List.of(
            "{\"prompt\":\"a\",\"x\":" + deep + "}",
            "{\"text\":\"a\",\"x\":" + deep + "}",
            "[{\"x\":" + deep + "}]")) {
      assertThatThrownBy(() -> read(content))
          .hasMessageEndingWith(" is nested deeper than the maximum of 1,000 levels");
    }
  }

  @Test
  void cutGzipFileIsRejected() throws IOException {
    ByteArrayOutputStream zipped = new ByteArrayOutputStream();
    try (GZIPOutputStream gzip = new GZIPOutputStream(zipped)) {
      gzip.write("{\"prompt\": \"abc\"}\n".repeat(1_000).getBytes(UTF_8));
    }
    byte[] cut = Arrays.copyOf(zipped.toByteArray(), zipped.size() / 2);

    assertThatThrownBy(() -> select(cut)).hasMessageStartingWith("can't be read: ");
  }

  @Test
  void shuffleTakesTheSamePromptsInAnOrderOfItsSeed() throws IOException {
    StringBuilder lines = new StringBuilder();
    for (int i = 0; i < 100; i++) {
      lines.append("{\"prompt\": \"p%d\"}%n".formatted(i));
    }
    Path file = Files.writeString(dir.resolve("data"), lines);
    List<Prompt> inOrder = Datasets.read(file, settings(null, null)).prompts().prompts();
    List<Prompt> first = Datasets.read(file, settings(1L, null)).prompts().prompts();

    assertThat(first)
        .isEqualTo(Datasets.read(file, settings(1L, null)).prompts().prompts())
        .isNotEqualTo(Datasets.read(file, settings(2L, null)).prompts().prompts())
        .isNotEqualTo(inOrder)
        .containsExactlyInAnyOrderElementsOf(inOrder);
  }
}
