package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.testing.Requests.to;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.proxy.testing.Streams.stream;
import static dev.firsttoken.proxy.testing.Streams.whole;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
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

/** What else than chats is relayed: where it goes, and what of it is counted. */
class RoutesTest extends Relaying {
  private static final String CREATED = typed("response.created", "\"response\":{\"usage\":null}");
  private static final String REASONING =
      typed("response.reasoning_summary_text.delta", "\"delta\":\"Hm\"");
  private static final String TEXT = typed("response.output_text.delta", "\"delta\":\"Hello\"");
  private static final String EMPTY = typed("response.output_text.delta", "\"delta\":\"\"");
  private static final String USAGE =
      "\"response\":{\"usage\":{\"input_tokens\":3,\"output_tokens\":9}}";

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
    "GET /v1/models?after=%20x,     GET /base/models?after=%20x, models",
    "GET /api/models,               GET /base/models,            models"
  })
  void eachRouteGoesUnderTheBaseUrlWithItsQueryAndCountsByItsName(
      String route, String target, String label) throws IOException {
    ScriptedServer upstream = answering(whole("{\"usage\":{\"completion_tokens\":5}}"));
    ProxyUnderTest proxy =
        relayingTo(upstream.baseUrl(), "LLM_BASE_URL", upstream.baseUrl() + "/base/");
    RawClient.Answer answer = RawClient.ask(proxy.port(), to(route));

    assertThat(answer.status()).isEqualTo(200);
    Peer.Request asked = upstream.requests().getFirst();
    assertThat(asked.head()).startsWith(target + " HTTP/1.1\r\n");
    assertThat(asked.text()).isEqualTo(label.equals("models") ? "" : Streams.ASK);
    proxy.settle();
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
    assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(answer.body().length * chats);
  }

  @Test
  void completionsStreamIsMeteredByItsText() throws IOException {
    String body =
        event("{\"choices\":[{\"text\":\"Hel\"}]}")
            + event("{\"choices\":[{\"text\":\"lo\"}]}")
            + event("{\"choices\":[{\"text\":\"\",\"finish_reason\":\"stop\"}]}")
            + DONE;
    ProxyUnderTest proxy = asked("POST /v1/completions", body);

    metered(proxy, 2, 2);
    counted(proxy, 1, "200", "completed");
  }

  @Test
  void responsesStreamIsMeteredByItsDeltasAndItsUsage() throws IOException {
    String body = CREATED + REASONING + TEXT + EMPTY + TEXT + typed("response.completed", USAGE);
    ProxyUnderTest proxy = asked("POST /v1/responses", body);

    metered(proxy, 9, 3);
    counted(proxy, 1, "200", "completed");
    assertThat(proxy.sum("chat_errors_total")).isZero();
  }

  @Test
  void responsesStreamThatBreaksOffInOrderIsTruncated() throws IOException {
    ProxyUnderTest proxy = asked("POST /v1/responses", CREATED + TEXT + TEXT);

    metered(proxy, 2, 2);
    counted(proxy, 1, "200", "truncated");
  }

  @Test
  void responsesStreamThatIsIncompleteHasItsEndAllTheSame() throws IOException {
    ProxyUnderTest proxy =
        asked("POST /v1/responses", CREATED + TEXT + typed("response.incomplete", USAGE));

    metered(proxy, 9, 1);
    counted(proxy, 1, "200", "completed");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"type\":\"response.failed\",\"response\":{\"error\":{\"code\":\"x\"}}}",
        "{\"type\":\"error\",\"code\":\"x\"}"
      })
  void responsesStreamThatSaysThatItFailedCountsAsFailed(String failure) throws IOException {
    ProxyUnderTest proxy = asked("POST /v1/responses", CREATED + TEXT + event(failure));

    counted(proxy, 1, "502", "upstream_failed");
    errors(proxy, 1, "upstream_status");
  }

  @Test
  void responsesThatAreNotStreamedTellTheirTokens() throws IOException {
    ScriptedServer upstream = answering(whole("{\"id\":\"r\",\"usage\":{\"output_tokens\":4}}"));
    ProxyUnderTest proxy = relayingTo(upstream);
    RawClient.ask(proxy.port(), to("POST /v1/responses").replace("true", "null"));
    proxy.settle();

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
  void unknownPathsAreToldWhatThereIs(String route) throws IOException {
    ScriptedServer upstream = answering(Streams.STREAM);
    ProxyUnderTest proxy = relayingTo(upstream);
    RawClient.Answer answer = RawClient.ask(proxy.port(), to(route));

    assertThat(answer.status()).isEqualTo(404);
    assertThat(answer.text())
        .contains("Nothing is served at " + route)
        .contains(
            "there is: POST /v1/chat/completions, POST /v1/completions, POST /v1/embeddings,"
                + " POST /v1/responses, GET /v1/models");
    assertThat(upstream.peers()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"completions", "embeddings", "responses"})
  void serverWithoutAnUpstreamSaysSoOfWhatItCanNotAnswer(String route) throws IOException {
    try (ProxyUnderTest alone = ProxyUnderTest.with(java.util.Map.of("LLM_MODEL", "synthetic"))) {
      RawClient.Answer answer = RawClient.ask(alone.port(), to("POST /v1/" + route));

      assertThat(answer.status()).isEqualTo(404);
      assertThat(answer.text())
          .contains(
              "This server answers chat completions by itself and has no upstream for "
                  + route
                  + ": set LLM_BASE_URL.");
      alone.settle();
      assertThat(
              alone.sum("chat_route_requests_total", "route=\"" + route + "\"", "status=\"404\""))
          .isEqualTo(1);
      assertThat(RawClient.ask(alone.port(), to("GET /v1/models")).text()).contains("synthetic");
    }
  }

  /** Asks for it, and finds the answer as the upstream gave it. */
  private ProxyUnderTest asked(String route, String body) throws IOException {
    ProxyUnderTest proxy = relayingTo(answering(stream(body)));
    RawClient.Answer answer = RawClient.ask(proxy.port(), to(route));

    assertThat(answer.text()).isEqualTo(body);
    assertThat(answer.complete()).isTrue();
    proxy.settle();
    return proxy;
  }

  /** So many tokens, and so many content events with a gap less. */
  private static void metered(ProxyUnderTest proxy, int tokens, int events) {
    assertThat(proxy.sum("chat_tokens_total")).isEqualTo(tokens);
    assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
    assertThat(proxy.sum("chat_icl_ms_count")).isEqualTo(events - 1);
  }
}
