package dev.firsttoken.bench.load.requests;

import static dev.firsttoken.bench.load.requests.TestRequests.MESSAGES;
import static dev.firsttoken.bench.load.requests.TestRequests.OPTIONS;
import static dev.firsttoken.bench.load.requests.TestRequests.PROMPTS;
import static dev.firsttoken.bench.load.requests.TestRequests.TARGET;
import static dev.firsttoken.bench.load.requests.TestRequests.body;
import static dev.firsttoken.bench.load.requests.TestRequests.lastContent;
import static dev.firsttoken.bench.load.requests.TestRequests.text;
import static dev.firsttoken.bench.load.requests.TestRequests.workloadOptions;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
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
import java.net.URI;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Headers and body of a request. */
class RequestPreparationTest {
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
  void memoryOfAPromptIsItsBytesAndNotItsCharacters() {
    Prompt prompt = new Prompt(1, "[\"é漢\"]", -1, null, Map.of("ü", "\"😀\""));

    assertThat(RequestMemory.bytesOf(List.of(prompt, prompt))).isEqualTo(2 * (4 + 5 + 2 + 6));
  }

  @Test
  void traceRequestsHaveItsLengths() {
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
  void syntheticServerGetsOneFramePerToken() {
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
}
