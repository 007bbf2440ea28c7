package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.ConnectionOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.JsonPatch;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.samples.Phase;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

class RequestSourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Target TARGET =
      new Target(URI.create("http://h/chat"), true, Duration.ofSeconds(1), null, null);
  private static final RequestOptions OPTIONS = new RequestOptions("m", "one \"two\"", 7, Map.of());
  private static final String SYSTEM = "{\"role\":\"system\",\"content\":\"é\"}";
  private static final String USER = "{\"role\":\"user\",\"content\":\"a\"}";
  private static final String MESSAGES = "[" + SYSTEM + "," + USER + "]";
  private static final Prompts PROMPTS =
      new Prompts(
          List.of(
              new Prompt(1, MESSAGES, MESSAGES.indexOf("a\"}]"), 9),
              new Prompt(3, MessageText.userMessages("b"), MessageText.BEFORE.length(), null)));

  private static WorkloadOptions workloadOptions(
      @Nullable Prompts prompts, @Nullable Trace trace, boolean unique) {
    return new WorkloadOptions(prompts, trace, 1, unique, null);
  }

  private static String text(PreparedRequest request) {
    String text = request.bytes().toString(UTF_8);
    request.bytes().release();
    return text;
  }

  /** The body, whose length must match the headers. */
  private static JsonNode body(PreparedRequest request) throws IOException {
    String text = text(request);
    String body = text.substring(text.indexOf("\r\n\r\n") + 4);
    assertThat(text).contains("content-length: " + body.getBytes(UTF_8).length + "\r\n");
    return JSON.readTree(body);
  }

  private static String lastContent(JsonNode body) {
    JsonNode messages = body.path("messages");
    return messages.path(messages.size() - 1).path("content").textValue();
  }

  /** Returns the body of a request whose line has these fields. */
  private static String bodyText(RequestOptions options, Map<String, String> fields) {
    Prompt prompt = new Prompt(1, MESSAGES, MESSAGES.indexOf("a\"}]"), null, fields);
    String request =
        text(
            RequestSource.of(
                    TARGET, options, workloadOptions(new Prompts(List.of(prompt)), null, false), 1)
                .next());
    return request.substring(request.indexOf("\r\n\r\n") + 4);
  }

  @Test
  void plainRequestIsOneGetWithoutABody() {
    Target target =
        new Target(URI.create("http://h:81?x=1"), true, Duration.ofSeconds(1), "sk-1", null);
    RequestSource requestSource = RequestSource.ofPlain(target);
    for (int i = 0; i < 2; i++) {
      PreparedRequest request = requestSource.get(PlannedRequest.immediate(i, Phase.MEASURED));
      assertThat(request.bytes().toString(UTF_8))
          .isEqualTo(
              """
              GET /?x=1 HTTP/1.1\r
              host: h:81\r
              accept: */*\r
              user-agent: first-token-bench\r
              authorization: Bearer sk-1\r
              \r
              """);
      request.bytes().release();
    }
  }

  @Test
  void fieldsOfTheLineAreSentVerbatim() {
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("tools", "[{\"b\": 1.50}]");
    fields.put("temperature", "0.10");

    assertThat(bodyText(OPTIONS, fields))
        .isEqualTo(
            "{\"model\":\"m\",\"messages\":%s,\"stream\":true,\"stream_options\":"
                    .formatted(MESSAGES)
                + "{\"include_usage\":true},\"max_tokens\":7,\"tools\":[{\"b\": 1.50}],"
                + "\"temperature\":0.10}");
  }

  private static RequestOptions withBody(String extraBody, String maxTokensField) {
    return new RequestOptions(
        "m", "p", 7, Map.of(), new BodyOptions(JsonPatch.parse(extraBody), maxTokensField));
  }

  @Test
  void extraBodyIsMergedLast() {
    String extra =
        "{\"stream_options\":null,\"temperature\":0,\"model\":null,"
            + "\"kwargs\":{\"thinking\":false}}";
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put("kwargs", "{\"thinking\": true, \"budget\": 1}");
    fields.put("temperature", "0.7");

    assertThat(bodyText(withBody(extra, "max_tokens"), fields))
        .isEqualTo(
            "{\"messages\":%s,\"stream\":true,\"max_tokens\":7,".formatted(MESSAGES)
                + "\"kwargs\":{\"thinking\":false,\"budget\":1},\"temperature\":0}");
  }

  @Test
  void maxTokensHaveTheNameThatTheServerTakes() {
    RequestOptions options = withBody("{}", "max_completion_tokens");
    assertThat(bodyText(options, Map.of()))
        .contains("\"max_completion_tokens\":7")
        .doesNotContain("max_tokens");
    assertThat(bodyText(options, Map.of("max_completion_tokens", "5")))
        .contains("\"max_completion_tokens\":5")
        .doesNotContain(":7");
    assertThat(bodyText(withBody("{\"max_tokens\":3}", "max_tokens"), Map.of()))
        .contains("\"max_tokens\":3")
        .doesNotContain(":7");
  }

  @Test
  void givenHeadersReplaceThoseOfTheBench() {
    Target target =
        new Target(
            URI.create("http://h/chat"),
            true,
            Duration.ofSeconds(1),
            "sk-env",
            null,
            RequestHeaders.parse(
                "Authorization: Basic x\nx-a: 1\nX-A: 2\nuser-agent: me", name -> null),
            new ConnectionOptions(false, false));

    String text = text(RequestSource.of(target, OPTIONS, WorkloadOptions.DEFAULT, 1).next());

    assertThat(text.substring(0, text.indexOf("\r\n\r\n")))
        .isEqualTo(
            """
            POST /chat HTTP/1.1\r
            host: h\r
            accept: text/event-stream\r
            connection: close\r
            content-type: application/json\r
            Authorization: Basic x\r
            x-a: 1\r
            X-A: 2\r
            user-agent: me\r
            content-length: %d\
            """
                .formatted(text.length() - text.indexOf("\r\n\r\n") - 4));
    assertThat(text).doesNotContain("sk-env");
  }

  @Test
  void fieldOfTheLineOverridesTheOptionExceptForTheModel() {
    RequestOptions synthetic = new RequestOptions("m", "p", 7, Map.of("frames", 9));
    assertThat(bodyText(synthetic, Map.of("frames", "3", "model", "\"line\"")))
        .contains("\"model\":\"m\"", "\"frames\":3")
        .doesNotContain("\"frames\":9", "\"line\"");
    assertThat(bodyText(new RequestOptions(null, "p", null, Map.of()), Map.of("model", "\"line\"")))
        .contains("\"model\":\"line\"");
    assertThat(bodyText(OPTIONS, Map.of("max_completion_tokens", "5")))
        .contains("\"max_completion_tokens\":5")
        .doesNotContain("\"max_tokens\"");
  }

  @Test
  void streamOptionsOfTheLineKeepAskingForUsage() {
    assertThat(
            bodyText(
                OPTIONS,
                Map.of("stream", "true", "stream_options", "{\"continuous_usage_stats\": true}")))
        .containsOnlyOnce("\"stream\":true")
        .containsOnlyOnce(
            "\"stream_options\":{\"continuous_usage_stats\":true,\"include_usage\":true}");
    assertThat(bodyText(OPTIONS, Map.of("stream_options", "null")))
        .contains("\"stream_options\":{\"include_usage\":true}");
  }

  @Test
  void singlePromptIsSentRepeatedly() throws IOException {
    RequestSource requestSource = RequestSource.of(TARGET, OPTIONS, WorkloadOptions.DEFAULT, 1);

    String first = text(requestSource.next());
    assertThat(first)
        .isEqualTo(text(requestSource.next()))
        .isEqualTo(text(requestSource.get(1_000_000)));
    assertThat(body(requestSource.next()))
        .isEqualTo(JSON.readTree(ChatRequestEncoder.encodeBody(OPTIONS, true)));
  }

  @Test
  void requestThatIsNotContinuedKeepsNoSecondCopyOfItsBody() {
    PreparedRequest single = RequestSource.of(TARGET, OPTIONS, workload(1), 1).next();
    PreparedRequest turn = RequestSource.of(TARGET, OPTIONS, workload(3), 1).next();

    assertThat(single.body()).isSameAs(ChatBody.NONE);
    assertThat(turn.body().length(0)).isPositive();
    assertThat(text(single)).isEqualTo(text(turn));
  }

  private static WorkloadOptions workload(int turns) {
    return new WorkloadOptions(PROMPTS, null, turns, false, null);
  }

  @Test
  void memoryIsThatOfTheBytesForAllServers() {
    RequestOptions options = new RequestOptions("m", "x".repeat(1 << 20), null, Map.of());
    RequestSource requestSource = RequestSource.of(TARGET, options, WorkloadOptions.DEFAULT, 1);
    int servers = (int) (Runtime.getRuntime().maxMemory() >> 20);

    requestSource.checkMemoryFor(1);
    assertThatThrownBy(() -> requestSource.checkMemoryFor(servers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the requests to \\d+ servers take [\\d,]+ MiB, more than the [\\d,]+ MiB that fit;"
                + " send fewer prompts, or a smaller --extra-body");
  }

  @Test
  void memoryOfAPromptIsItsBytesAndNotItsCharacters() {
    Prompt prompt = new Prompt(1, "[\"é漢\"]", -1, null, Map.of("ü", "\"😀\""));

    assertThat(RequestMemory.bytesOf(List.of(prompt, prompt))).isEqualTo(2 * (4 + 5 + 2 + 6));
  }

  @Test
  void shortestRequestIsTheOnlyOneOfItsSource() {
    RequestSource shortest =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1).shortest();

    assertThat(shortest.count()).isOne();
    assertThat(text(shortest.get(PlannedRequest.immediate(0, Phase.WARMUP)))).contains("\"b\"");
    assertThat(shortest.isVaried()).isFalse();
  }

  @Test
  void promptsOfAFileAreSentInTurnAndUnchanged() throws IOException {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1);

    assertThat(requestSource.count()).isEqualTo(2);
    JsonNode first = body(requestSource.next());
    assertThat(first.path("messages")).isEqualTo(JSON.readTree(MESSAGES));
    assertThat(first.path("max_tokens").intValue()).isEqualTo(9);
    assertThat(first.path("model").textValue()).isEqualTo("m");
    JsonNode second = body(requestSource.next());
    assertThat(lastContent(second)).isEqualTo("b");
    assertThat(second.path("max_tokens").intValue()).isEqualTo(7);
    assertThat(body(requestSource.next())).isEqualTo(first);
    assertThat(body(requestSource.get(-1))).isEqualTo(second);
  }

  @Test
  void uniquePrefixStartsTheLastUserMessageAndNothingElseChanges() throws IOException {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, true), 1);

    JsonNode body = body(requestSource.next());
    assertThat(body.at("/messages/0/content").textValue()).isEqualTo("é");
    assertThat(lastContent(body)).matches("[0-9a-f]{16} a");
    assertThat(lastContent(body(requestSource.next()))).matches("[0-9a-f]{16} b");
    assertThat(
            lastContent(
                body(
                    RequestSource.of(TARGET, OPTIONS, workloadOptions(null, null, true), 1)
                        .next())))
        .matches("[0-9a-f]{16} one \"two\"");
  }

  @Test
  void noTwoRequestsOfAnyRunShareAPrefix() throws IOException {
    Set<String> prefixes = new HashSet<>();
    for (long seed = 0; seed < 10; seed++) {
      RequestSource requestSource =
          RequestSource.of(TARGET, OPTIONS, workloadOptions(null, null, true), seed);
      for (int i = 0; i < 1000; i++) {
        assertThat(prefixes.add(lastContent(body(requestSource.get(0))))).isTrue();
      }
    }
  }

  @Test
  void traceRequestsHaveItsLengths() throws IOException {
    Trace trace =
        new Trace(List.of(new Trace.Request(0, 10, 5), new Trace.Request(9, 20_000, 200_000)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 1);

    JsonNode first = body(requestSource.get(0));
    assertThat(lastContent(first).split(" ")).hasSize(10);
    assertThat(first.path("max_tokens").intValue()).isEqualTo(5);
    assertThat(first.has("frames")).isFalse();
    JsonNode second = body(requestSource.get(1));
    assertThat(lastContent(second).split(" ")).hasSize(20_000);
    assertThat(second.path("max_tokens").intValue()).isEqualTo(200_000);
  }

  @Test
  void traceIsSentInOrderAndWarmsUpFromItsEnd() throws IOException {
    Trace trace = new Trace(List.of(new Trace.Request(0, 1, 5), new Trace.Request(9, 1, 6)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 1);

    for (int i = 0; i < 2; i++) {
      JsonNode measured = body(requestSource.get(new PlannedRequest(1, Phase.MEASURED, 9)));
      assertThat(measured.path("max_tokens").intValue()).isEqualTo(6);
    }
    JsonNode warmup = body(requestSource.get(PlannedRequest.immediate(1, Phase.WARMUP)));
    assertThat(warmup.path("max_tokens").intValue()).isEqualTo(5);
  }

  @Test
  void noPromptRepeatsBeforeAllHaveBeenSent() throws IOException {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1);

    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("b");
    assertThat(sent(requestSource, Phase.MEASURED)).isEqualTo("a");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("a");
  }

  @Test
  void warmUpDoesNotChangeTheOrderOfThePrompts() throws IOException {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1);

    assertThat(sent(requestSource, Phase.RAMP)).isEqualTo("a");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("b");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("a");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("b");
    assertThat(sent(requestSource, Phase.MEASURED)).isEqualTo("b");
  }

  private static String sent(RequestSource requestSource, Phase phase) throws IOException {
    return lastContent(body(requestSource.get(PlannedRequest.immediate(0, phase))));
  }

  @Test
  void syntheticServerGetsOneFramePerToken() throws IOException {
    Trace trace = new Trace(List.of(new Trace.Request(0, 1, 5), new Trace.Request(0, 1, 200_000)));
    RequestOptions synthetic =
        new RequestOptions(RequestOptions.SYNTHETIC, "", null, Map.of("delay_ms", 2));
    RequestSource requestSource =
        RequestSource.of(TARGET, synthetic, workloadOptions(null, trace, false), 1);

    JsonNode first = body(requestSource.get(0));
    assertThat(first.path("frames").intValue()).isEqualTo(5);
    assertThat(first.path("delay_ms").intValue()).isEqualTo(2);
    assertThat(body(requestSource.get(1)).path("frames").intValue()).isEqualTo(100_000);
  }

  @Test
  void tracePromptsStartDifferentlyAndAreTheSameAtEachReplay() throws IOException {
    Trace trace = new Trace(List.of(new Trace.Request(0, 50, 1), new Trace.Request(0, 50, 1)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 1);

    String first = lastContent(body(requestSource.get(0)));
    String second = lastContent(body(requestSource.get(1)));
    assertThat(second.substring(0, 30)).isNotEqualTo(first.substring(0, 30));
    RequestSource again = RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 2);
    assertThat(lastContent(body(again.get(1)))).isEqualTo(second);
  }

  @Test
  void uniquePrefixStartsATracePrompt() throws IOException {
    Trace trace = new Trace(List.of(new Trace.Request(0, 3, 1)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, true), 1);

    assertThat(lastContent(body(requestSource.get(0)))).matches("[0-9a-f]{16}( [a-z]+){3}");
  }

  @Test
  void readingARequestDoesNotConsumeTheNextOne() {
    RequestSource requestSource = RequestSource.of(TARGET, OPTIONS, WorkloadOptions.DEFAULT, 1);
    ByteBuf read = requestSource.next().bytes();
    String text = read.toString(UTF_8);
    read.skipBytes(read.readableBytes()).release();

    assertThat(text(requestSource.next())).isEqualTo(text);
  }
}
