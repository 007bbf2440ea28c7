package dev.firsttoken.bench.load.requests;

import static dev.firsttoken.bench.load.requests.TestRequests.body;
import static dev.firsttoken.bench.load.requests.TestRequests.text;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.JsonPatch;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.options.value.TokenizerName;
import dev.firsttoken.bench.samples.AskedTokens;
import dev.firsttoken.bench.samples.Phase;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.tokens.Tokenizer;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Requests whose lengths are asked for. */
class LengthRequestsTest {
  private static final Tokenizer TOKENIZER = Tokenizer.of(TokenizerName.O200K_BASE);
  private static final Target TARGET =
      new Target(URI.create("http://h/chat"), true, Duration.ofSeconds(1), null, null);
  private static final RequestOptions OPTIONS = new RequestOptions("m", "hello", null, Map.of());

  private static RequestLengths lengths(
      @Nullable String input, @Nullable String output, long seed) {
    return new RequestLengths(
        input == null ? null : LengthDistribution.parse(input),
        output == null ? null : LengthDistribution.parse(output),
        false,
        TokenizerName.O200K_BASE,
        seed);
  }

  private static RequestSource source(
      RequestOptions options, @Nullable Prompts prompts, RequestLengths lengths) {
    return RequestSource.of(
        TARGET, options, new WorkloadOptions(prompts, null, 1, false, null, lengths), 99);
  }

  private static RequestSource source(RequestLengths lengths) {
    return source(OPTIONS, null, lengths);
  }

  private static PreparedRequest take(RequestSource source, Phase phase) {
    return source.get(PlannedRequest.immediate(0, phase));
  }

  private static String prompt(JsonNode body) {
    return body.at("/messages/0/content").textValue();
  }

  @Test
  void everyPromptHasTheTokensThatWereAskedForAndNoTwoAreAlike() {
    for (long seed = 0; seed < 5; seed++) {
      RequestSource source = source(lengths("uniform:5-300", "uniform:1-50", seed));
      Set<String> prompts = new HashSet<>();
      Set<Long> inputs = new HashSet<>();
      for (int i = 0; i < 2_000; i++) {
        PreparedRequest request = take(source, i % 7 == 0 ? Phase.WARMUP : Phase.MEASURED);
        AskedTokens asked = request.asked();
        JsonNode body = body(request);

        assertThat(asked.input()).isBetween(5L, 300L);
        assertThat(asked.output()).isBetween(1L, 50L);
        assertThat(TOKENIZER.count(prompt(body))).isEqualTo(asked.input());
        assertThat(body.path("max_tokens").asLong()).isEqualTo(asked.output());
        assertThat(prompts.add(prompt(body))).as("request %d", i).isTrue();
        inputs.add(asked.input());
      }
      assertThat(inputs).as("lengths vary").hasSizeGreaterThan(200);
    }
  }

  @Test
  void promptsStayDifferentAfterTheLengthsRepeat() {
    RequestSource source = source(lengths("20", null, 1));
    Set<String> prompts = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      assertThat(prompts.add(text(take(source, Phase.MEASURED)))).as("request %d", i).isTrue();
    }
  }

  @Test
  void sameSeedSendsTheSameBytesAndAnotherSendsOthers() {
    assertThat(first(100, lengths("30±50%", "9±50%", 7)))
        .isEqualTo(first(100, lengths("30±50%", "9±50%", 7)))
        .isNotEqualTo(first(100, lengths("30±50%", "9±50%", 8)));
  }

  private static List<String> first(int count, RequestLengths lengths) {
    RequestSource source = source(lengths);
    List<String> requests = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      requests.add(text(take(source, Phase.MEASURED)));
    }
    return requests;
  }

  @Test
  void promptsDoNotDependOnTheResponsesThatAreAskedFor() {
    RequestSource withoutOutput = source(lengths("uniform:5-50", null, 1));
    RequestSource withOutput = source(lengths("uniform:5-50", "uniform:1-9", 1));
    for (int i = 0; i < 100; i++) {
      assertThat(prompt(body(take(withOutput, Phase.MEASURED))))
          .isEqualTo(prompt(body(take(withoutOutput, Phase.MEASURED))));
    }
  }

  @Test
  void uniquePrefixMakesTheFirstWordsThoseOfTheRun() {
    WorkloadOptions unique = new WorkloadOptions(null, null, 1, true, null, lengths("30", null, 1));
    String one = prompt(body(take(RequestSource.of(TARGET, OPTIONS, unique, 5), Phase.MEASURED)));
    String two = prompt(body(take(RequestSource.of(TARGET, OPTIONS, unique, 6), Phase.MEASURED)));

    assertThat(TOKENIZER.count(one)).isEqualTo(30);
    assertThat(one.substring(0, 20)).isNotEqualTo(two.substring(0, 20));
    assertThat(one.substring(40)).isEqualTo(two.substring(40));
  }

  @Test
  void outputTokensOverrideTheLimitsOfAFileAndItsOwnLengthsAreAskedForElse() {
    Prompts prompts =
        new Prompts(
            List.of(
                new Prompt(
                    1,
                    MessageText.userMessages("a"),
                    MessageText.BEFORE.length(),
                    3,
                    Map.of("max_completion_tokens", "4"),
                    new Prompt.Lengths(6, 5))));

    JsonNode overridden =
        body(take(source(OPTIONS, prompts, lengths(null, "9", 1)), Phase.MEASURED));
    assertThat(overridden.path("max_tokens").asInt()).isEqualTo(9);
    assertThat(overridden.has("max_completion_tokens")).isFalse();

    PreparedRequest ownLength = take(source(OPTIONS, prompts, RequestLengths.NONE), Phase.MEASURED);
    assertThat(ownLength.asked()).isEqualTo(new AskedTokens(6, 5));
    assertThat(body(ownLength).path("max_tokens").asInt()).isEqualTo(5);
  }

  @Test
  void onePromptIsSentWithManyLengthsOfItsResponse() {
    RequestSource source = source(lengths(null, "uniform:1-1000", 1));
    Set<Long> outputs = new HashSet<>();
    for (int i = 0; i < 1_000; i++) {
      PreparedRequest request = take(source, Phase.MEASURED);
      outputs.add(request.asked().output());
      assertThat(request.asked().input()).isEqualTo(Sample.NONE);
      request.bytes().release();
    }
    assertThat(outputs).hasSizeGreaterThan(500);
  }

  @Test
  void repeatedPromptsTakeBoundedMemory() {
    String large = "x".repeat(33 << 20);
    Prompts prompts =
        new Prompts(
            List.of(
                new Prompt(1, MessageText.userMessages(large), MessageText.BEFORE.length(), null)));

    assertThat(source(OPTIONS, prompts, lengths(null, "uniform:1-9", 1)).count()).isEqualTo(1);
  }

  private static RequestOptions withExtraBody(int characters) {
    String extra = "{\"x\":\"%s\"}".formatted("x".repeat(characters));
    return new RequestOptions(
        "m", "p", null, Map.of(), new BodyOptions(JsonPatch.parse(extra), "max_tokens"));
  }

  @Test
  void largeExtraBodyTakesBoundedMemory() {
    RequestOptions large = withExtraBody(512 << 10);

    assertThat(source(large, null, lengths("20", null, 1)).count()).isBetween(100, 128);
    assertThat(source(large, null, lengths(null, "uniform:1-9", 1)).count()).isBetween(100, 128);
    assertThat(source(lengths("20", null, 1)).count()).isEqualTo(8_192);
  }

  @Test
  void fewDrawsBesideALargeBodyAreSaid() {
    RequestOptions large = withExtraBody(512 << 10);

    assertThat(source(large, null, lengths("20±50%", null, 1)).notice())
        .isEqualTo(
            "the lengths are drawn for 127 requests, because they are large, and then repeat");
    assertThat(source(large, null, lengths(null, "uniform:1-9", 1)).notice())
        .startsWith("the lengths are drawn for 12");
    assertThat(source(large, null, lengths("20", "9", 1)).notice()).isNull();
    assertThat(source(lengths("20±50%", null, 1)).notice()).isNull();
    assertThat(source(lengths(null, "uniform:1-9", 1)).notice()).isNull();
  }

  @Test
  void requestsThatDoNotFitIntoMemoryAreRefusedBeforeTheyAreEncoded() {
    Prompt prompt = new Prompt(1, MessageText.userMessages("a"), MessageText.BEFORE.length(), null);
    Prompts prompts = new Prompts(Collections.nCopies(100_000, prompt));

    assertThatThrownBy(() -> source(withExtraBody(512 << 10), prompts, RequestLengths.NONE))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the requests take 50,\\d{3} MiB, more than the \\d{3} MiB that fit; send fewer"
                + " prompts, or a smaller --extra-body");
  }

  @Test
  void endOfSequenceIsIgnoredWhereThatIsAskedForUnlessTheLineSaysOtherwise() {
    RequestLengths ignoring = new RequestLengths(null, null, true, TokenizerName.O200K_BASE, 1);
    Prompts line =
        new Prompts(
            List.of(
                new Prompt(
                    1,
                    MessageText.userMessages("a"),
                    MessageText.BEFORE.length(),
                    3,
                    Map.of("ignore_eos", "false"))));

    assertThat(body(take(source(ignoring), Phase.MEASURED)).path("ignore_eos").asBoolean())
        .isTrue();
    assertThat(
            body(take(source(OPTIONS, line, ignoring), Phase.MEASURED))
                .path("ignore_eos")
                .asBoolean(true))
        .isFalse();
    assertThat(body(take(source(RequestLengths.NONE), Phase.MEASURED)).has("ignore_eos")).isFalse();
  }

  @Test
  void syntheticServerGetsOneFramePerToken() {
    for (String model : List.of(RequestOptions.SYNTHETIC, RequestOptions.RELAYED_SYNTHETIC)) {
      RequestOptions synthetic = new RequestOptions(model, "p", null, Map.of("delay_ms", 2));
      JsonNode body = body(take(source(synthetic, null, lengths("9", "500", 1)), Phase.MEASURED));

      assertThat(body.path("frames").asInt()).isEqualTo(500);
      assertThat(body.path("max_tokens").asInt()).isEqualTo(500);
    }
  }

  @Test
  void embeddingsAskForNoResponseWhateverTheFileSays() {
    RequestOptions embeddings =
        new RequestOptions(
            "m",
            "p",
            null,
            Map.of(),
            new BodyOptions(JsonPatch.NONE, "max_tokens", Endpoint.EMBEDDINGS, false));
    Prompts prompts =
        new Prompts(
            List.of(
                new Prompt(
                    1,
                    MessageText.userMessages("a"),
                    MessageText.BEFORE.length(),
                    null,
                    Map.of(),
                    new Prompt.Lengths(6, 5))));
    Trace trace = new Trace(List.of(new Trace.Request(0, 10, 5)));

    for (WorkloadOptions workload :
        List.of(
            new WorkloadOptions(prompts, null, 1, false, null),
            new WorkloadOptions(null, trace, 1, false, null))) {
      PreparedRequest request =
          take(RequestSource.of(TARGET, embeddings, workload, 1), Phase.MEASURED);
      assertThat(request.asked().output()).isEqualTo(Sample.NONE);
      assertThat(request.asked().input()).isPositive();
      assertThat(body(request).has("max_tokens")).isFalse();
    }
  }

  @Test
  void traceAsksForItsLengths() {
    Trace trace = new Trace(List.of(new Trace.Request(0, 10, 5)));
    RequestSource source =
        RequestSource.of(TARGET, OPTIONS, new WorkloadOptions(null, trace, 1, false, null), 1);

    PreparedRequest request = take(source, Phase.MEASURED);
    assertThat(request.asked()).isEqualTo(new AskedTokens(10, 5));
    request.bytes().release();
  }

  @Test
  void furtherTurnsAskForTheSameResponseAndAPromptOfUnknownLength() {
    Conversation conversation = new Conversation(source(lengths("20", "9", 1)), 2);
    conversation.next().release();
    assertThat(conversation.asked()).isEqualTo(new AskedTokens(20, 9));

    conversation.onResponse("hi");
    conversation.next().release();
    assertThat(conversation.asked()).isEqualTo(new AskedTokens(Sample.NONE, 9));
  }
}
