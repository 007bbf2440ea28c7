package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.proxy.testing.Streams.jsonResponse;
import static dev.firsttoken.proxy.testing.Streams.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.proxy.testing.Streams;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Routes other than chat completions: where they are sent, and what is counted. */
class RoutesTest extends ProxyFixture {
  private static final String CREATED = typed("response.created", "\"response\":{\"usage\":null}");
  private static final String REASONING =
      typed("response.reasoning_summary_text.delta", "\"delta\":\"Hm\"");
  private static final String TEXT = typed("response.output_text.delta", "\"delta\":\"Hello\"");
  private static final String EMPTY = typed("response.output_text.delta", "\"delta\":\"\"");
  private static final String USAGE =
      "\"response\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":9}}";

  private static final String MESSAGE_START =
      typed("message_start", "\"message\":{\"usage\":{\"output_tokens\":1}}")
          + typed("content_block_start", "\"content_block\":{\"type\":\"text\",\"text\":\"\"}");
  private static final String THINKING =
      typed("content_block_delta", "\"delta\":{\"thinking\":\"Hm\"}");
  private static final String TOOL =
      typed("content_block_start", "\"content_block\":{\"type\":\"tool_use\",\"name\":\"f\"}");
  private static final String MESSAGE_TEXT =
      typed("content_block_delta", "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}");
  private static final String MESSAGE_END =
      typed(
              "message_delta",
              "\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":9}")
          + typed("message_stop", "\"x\":0");

  private static String typed(String type, String rest) {
    return "event: " + type + "\n" + event("{\"type\":\"" + type + "\"," + rest + "}");
  }

  @ParameterizedTest
  @CsvSource({
    "POST /v1/chat/completions,     POST /base/chat/completions, chat",
    "POST /api/chat/completions,    POST /base/chat/completions, chat",
    "POST /v1/completions,          POST /base/completions,      completions",
    "POST /v1/embeddings?a=b&c,     POST /base/embeddings?a=b&c, embeddings",
    "POST /v1/responses?,           POST /base/responses?,       responses",
    "POST /v1/messages?beta=true,   POST /base/messages?beta=true, messages",
    "POST /v1/rerank,               POST /base/rerank,           rerank",
    "GET /v1/models?after=%20x,     GET /base/models?after=%20x, models",
    "GET /api/models,               GET /base/models,            models"
  })
  void eachRouteIsRelayedUnderTheBaseUrlAndCountedByItsName(
      String route, String target, String label) throws IOException {
    ScriptedServer upstream =
        upstreamResponding(jsonResponse("{\"usage\":{\"completion_tokens\":5}}"));
    ProxyUnderTest proxy =
        proxyTo(upstream.baseUrl(), "LLM_BASE_URL", upstream.baseUrl() + "/base/");
    RawClient.Response response = RawClient.request(proxy.port(), to(route));

    assertThat(response.status()).isEqualTo(200);
    Peer.Request received = upstream.requests().getFirst();
    assertThat(received.headers()).startsWith(target + " HTTP/1.1\r\n");
    assertThat(received.text()).isEqualTo(label.equals("models") ? "" : Streams.STREAM_REQUEST);
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_route_requests_total")).isEqualTo(1);
    assertThat(proxy.sum("chat_route_requests_total", "route=\"" + label + "\"", "status=\"200\""))
        .isEqualTo(1);
    int chats = label.equals("models") ? 0 : 1;
    for (String series :
        List.of(
            "chat_requests_total",
            "chat_stream_endings_total",
            "chat_duration_ms_count",
            "chat_upstream_headers_ms_count",
            "chat_overhead_ms_count")) {
      assertThat(proxy.sum(series)).as(series).isEqualTo(chats);
    }
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(5 * chats);
    assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(response.body().length * chats);
  }

  @Test
  void completionsStreamIsCountedByItsText() throws IOException {
    String body =
        event("{\"choices\":[{\"text\":\"Hel\"}]}")
            + event("{\"choices\":[{\"text\":\"lo\"}]}")
            + event("{\"choices\":[{\"text\":\"\",\"finish_reason\":\"stop\"}]}")
            + DONE;
    ProxyUnderTest proxy = proxyAfterRequest("POST /v1/completions", body);

    assertMetered(proxy, 2, 2);
    assertCounted(proxy, 1, "200", "completed");
  }

  @Test
  void responsesStreamIsCountedByItsDeltasAndItsUsage() throws IOException {
    String body = CREATED + REASONING + TEXT + EMPTY + TEXT + typed("response.completed", USAGE);
    ProxyUnderTest proxy = proxyAfterRequest("POST /v1/responses", body);

    assertMetered(proxy, 9, 3);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void responsesStreamWithoutACompletedEventIsTruncated() throws IOException {
    ProxyUnderTest proxy = proxyAfterRequest("POST /v1/responses", CREATED + TEXT + TEXT);

    assertMetered(proxy, 2, 2);
    assertCounted(proxy, 1, "200", "truncated");
  }

  @Test
  void incompleteResponsesStreamIsCountedAsCompleted() throws IOException {
    ProxyUnderTest proxy =
        proxyAfterRequest(
            "POST /v1/responses", CREATED + TEXT + typed("response.incomplete", USAGE));

    assertMetered(proxy, 9, 1);
    assertCounted(proxy, 1, "200", "completed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"x\"}}}",
        "{\"type\":\"error\",\"code\":\"x\"}"
      })
  void responsesStreamWithAnErrorCountsAsFailed(String failure) throws IOException {
    ProxyUnderTest proxy = proxyAfterRequest("POST /v1/responses", CREATED + TEXT + event(failure));

    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_status");
  }

  @Test
  void messagesStreamIsCountedByItsDeltasAndItsUsage() throws IOException {
    ProxyUnderTest proxy =
        proxyAfterRequest(
            "POST /v1/messages",
            MESSAGE_START
                + THINKING
                + TOOL
                + MESSAGE_TEXT
                + typed("content_block_stop", "\"index\":0")
                + MESSAGE_END);

    assertMetered(proxy, 9, 3);
    assertCounted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void messagesStreamWithoutItsStopIsTruncated() throws IOException {
    ProxyUnderTest proxy =
        proxyAfterRequest("POST /v1/messages", MESSAGE_START + MESSAGE_TEXT + MESSAGE_TEXT);

    assertMetered(proxy, 2, 2);
    assertCounted(proxy, 1, "200", "truncated");
  }

  @Test
  void messagesStreamWithAnErrorCountsAsFailed() throws IOException {
    ProxyUnderTest proxy =
        proxyAfterRequest(
            "POST /v1/messages",
            MESSAGE_START
                + MESSAGE_TEXT
                + typed("error", "\"error\":{\"type\":\"overloaded_error\"}"));

    assertCounted(proxy, 1, "502", "upstream_failed");
    assertErrors(proxy, 1, "upstream_status");
  }

  @Test
  void bufferedMessageReportsItsTokens() throws IOException {
    String body =
        "{\"type\":\"message\",\"content\":[{\"type\":\"text\",\"text\":\"Hi\"}],"
            + "\"usage\":{\"input_tokens\":3,\"output_tokens\":4}}";
    ProxyUnderTest proxy = proxyTo(upstreamResponding(jsonResponse(body)));
    RawClient.request(proxy.port(), to("POST /v1/messages").replace("true", "null"));
    proxy.awaitIdle();

    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(4);
    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @Test
  void bufferedResponsesReportTheirTokens() throws IOException {
    ScriptedServer upstream =
        upstreamResponding(jsonResponse("{\"id\":\"r\",\"usage\":{\"output_tokens\":4}}"));
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.request(proxy.port(), to("POST /v1/responses").replace("true", "null"));
    proxy.awaitIdle();

    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(4);
    assertThat(proxy.sum("chat_ttft_ms_count")).isZero();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "GET /v1/nowhere",
        "POST /v1/nowhere",
        "POST /v1/images/generations",
        "POST /v1/chat",
        "POST /v1/chat/completions/",
        "POST /v1//chat/completions",
        "POST /v1/Chat/completions"
      })
  void unknownPathListsTheAvailableRoutes(String route) throws IOException {
    ScriptedServer upstream = upstreamResponding(Streams.STREAM);
    ProxyUnderTest proxy = proxyTo(upstream);
    RawClient.Response response = RawClient.request(proxy.port(), to(route));

    assertThat(response.status()).isEqualTo(404);
    assertThat(response.text())
        .contains("No route matches " + route)
        .contains(
            "Available routes: POST /v1/chat/completions, POST /v1/completions, POST"
                + " /v1/embeddings, POST /v1/responses, POST /v1/messages, POST /v1/rerank, GET"
                + " /v1/models");
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"completions", "embeddings", "responses", "messages", "rerank"})
  void routeThatNeedsAnUpstreamIsA404WithoutOne(String route) throws IOException {
    try (ProxyUnderTest syntheticOnly =
        ProxyUnderTest.with(java.util.Map.of("LLM_MODEL", "synthetic"))) {
      RawClient.Response response =
          RawClient.request(syntheticOnly.port(), to("POST /v1/" + route));

      assertThat(response.status()).isEqualTo(404);
      assertThat(response.text())
          .contains(
              "No upstream is configured for "
                  + route
                  + "; this server only generates synthetic chat completions. Set LLM_BASE_URL.");
      syntheticOnly.awaitIdle();
      assertThat(
              syntheticOnly.sum(
                  "chat_route_requests_total", "route=\"" + route + "\"", "status=\"404\""))
          .isEqualTo(1);
      assertThat(RawClient.request(syntheticOnly.port(), to("GET /v1/models")).text())
          .contains("synthetic");
    }
  }

  /** Sends a request and checks that the response is the upstream's, unchanged. */
  private ProxyUnderTest proxyAfterRequest(String route, String body) throws IOException {
    ProxyUnderTest proxy = proxyTo(upstreamResponding(stream(body)));
    RawClient.Response response = RawClient.request(proxy.port(), to(route));

    assertThat(response.text()).isEqualTo(body);
    assertThat(response.complete()).isTrue();
    proxy.awaitIdle();
    return proxy;
  }

  /** Checks the counted tokens, and that there is one gap fewer than content events. */
  private static void assertMetered(ProxyUnderTest proxy, int tokens, int events) {
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(tokens);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
    assertThat(proxy.sum("chat_icl_ms_count")).isEqualTo(events - 1);
  }
}
