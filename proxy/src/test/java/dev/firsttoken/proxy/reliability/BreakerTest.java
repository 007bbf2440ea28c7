package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.chat;
import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Obedient;
import dev.firsttoken.proxy.testing.Relaying;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** When an upstream is left alone, what is said then, and how it comes back. */
class BreakerTest extends Relaying {
  private static final String NEVER = "86400000";

  private final Obedient obedient = new Obedient();

  @SuppressWarnings("NullAway.Init") // set before each test
  private ScriptedServer upstream;

  @BeforeEach
  void start() {
    upstream = playing(obedient::play);
  }

  /** Opens at half of four. */
  private ProxyUnderTest proxy(String openMillis) {
    return proxy(openMillis, "60000");
  }

  private ProxyUnderTest proxy(String openMillis, String firstTokenMillis) {
    return relayingTo(
        upstream,
        "BREAKER_MIN_REQUESTS",
        "4",
        "BREAKER_OPEN_MS",
        openMillis,
        "BREAKER_WINDOW_MS",
        "60000",
        "LLM_FIRST_TOKEN_TIMEOUT_MS",
        firstTokenMillis,
        "ALLOW_PRIVATE_UPSTREAMS",
        "true");
  }

  @ParameterizedTest
  @ValueSource(strings = {"reset", "close", "garbage", "500", "503", "cut in a head", "silent"})
  void breakerOpensWhereHalfHasFailedAndNothingIsAskedThen(String how) throws IOException {
    ProxyUnderTest proxy = proxy(NEVER, how.equals("silent") ? "2000" : "60000");
    ask(proxy, "", 2);
    ask(proxy, how, 2);
    int asked = upstream.requests().size();
    RawClient.Answer answer = RawClient.ask(proxy.port(), chat());

    assertThat(answer.status()).isEqualTo(503);
    assertThat(answer.header("retry-after")).isEqualTo("1");
    assertThat(answer.text()).contains("\"code\":\"breaker_open\"");
    assertThat(upstream.requests()).hasSize(asked);
    assertThat(proxy.sum("chat_errors_total", "reason=\"breaker_open\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"rejected\"")).isEqualTo(1);
    assertThat(health(proxy, "/ready")).isEqualTo(503);
    assertThat(health(proxy, "/live")).isEqualTo(200);
    assertThat(health(proxy, "")).isEqualTo(200);
  }

  @Test
  void breakerOpensWhereTheUpstreamCanNotBeReached() throws IOException {
    upstream.close();
    ProxyUnderTest proxy = proxy(NEVER);
    for (int i = 0; i < 4; i++) {
      assertThat(RawClient.ask(proxy.port(), chat()).status()).isEqualTo(502);
    }
    assertThat(open(proxy)).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"cut", "cut in a chunk", "bad chunk"})
  void streamThatBreaksCountsAsAFailureBesideItsHead(String how) throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    ask(proxy, how, 1);
    assertThat(health(proxy, "/ready")).isEqualTo(200);
    ask(proxy, how, 1);

    assertThat(open(proxy)).isTrue();
  }

  @Test
  void breakerStaysShutWhereTooFewHaveFailedOrTooFewWereAsked() throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    ask(proxy, "reset", 3);
    ProxyUnderTest mostlyServed = proxy(NEVER);
    ask(mostlyServed, "", 10);
    ask(mostlyServed, "reset", 8);

    assertThat(open(mostlyServed)).isFalse();
    assertThat(health(proxy, "/ready")).isEqualTo(200);
    assertThat(open(proxy)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"400", "404", "429", "302"})
  void answerThatIsTheCallersFaultIsNoFailure(String status) throws IOException {
    ProxyUnderTest proxy = proxy(NEVER);
    ask(proxy, status, 20);

    assertThat(health(proxy, "/ready")).isEqualTo(200);
    assertThat(open(proxy)).isFalse();
  }

  @ParameterizedTest
  @ValueSource(strings = {"wait", "wait amid"})
  void clientsThatLeaveAreNoFailure(String when) throws IOException {
    ProxyUnderTest proxy =
        relayingTo(upstream, "BREAKER_MIN_REQUESTS", "4", "BREAKER_OPEN_MS", NEVER);
    for (int i = 0; i < 10; i++) {
      try (RawClient client = new RawClient(proxy.port())) {
        client.send(chat("X-Do: " + when));
        if (when.equals("wait")) {
          int asked = i + 1;
          eventually("asked", () -> upstream.requests().size() == asked);
        } else {
          client.readHead();
          client.readChunk();
        }
      }
      proxy.settle();
    }
    obedient.go(10);

    assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(10);
    assertThat(open(proxy)).isFalse();
  }

  @Test
  void refusalsOfOurOwnAreNoFailure() throws Exception {
    ProxyUnderTest proxy =
        relayingTo(
            upstream,
            "BREAKER_MIN_REQUESTS",
            "2",
            "LLM_MAX_CONNECTIONS",
            "1",
            "LLM_POOL_TIMEOUT_MS",
            "20");
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      eventually("asked", () -> upstream.requests().size() == 1);
      for (int i = 0; i < 5; i++) {
        assertThat(RawClient.ask(proxy.port(), chat()).text()).contains("overloaded");
        assertThat(RawClient.ask(proxy.port(), RawClient.chat("x")).status()).isEqualTo(400);
      }
      obedient.go(1);
      assertThat(first.read().complete()).isTrue();
    }
    assertThat(open(proxy)).isFalse();
  }

  @Test
  void oneRequestProbesAndItsAnswerOpensTheWay() throws Exception {
    ProxyUnderTest proxy = proxy("200");
    ask(proxy, "reset", 4);
    try (RawClient probe = probing(proxy, "wait")) {
      for (int i = 0; i < 5; i++) {
        assertThat(RawClient.ask(proxy.port(), chat()).text()).contains("breaker_open");
      }
      assertThat(upstream.requests()).hasSize(5);
      obedient.go(1);
      assertThat(probe.read().status()).isEqualTo(200);
    }
    ask(proxy, "", 5);
    assertThat(upstream.requests()).hasSize(10);
    assertThat(health(proxy, "/ready")).isEqualTo(200);
  }

  @Test
  void probeThatFailsShutsTheWayAgain() throws Exception {
    ProxyUnderTest proxy = proxy("1000");
    ask(proxy, "reset", 4);
    try (RawClient probe = probing(proxy, "reset")) {
      assertThat(probe.read().status()).isEqualTo(502);
    }
    assertThat(RawClient.ask(proxy.port(), chat()).text()).contains("breaker_open");
    assertThat(upstream.requests()).hasSize(5);
  }

  @Test
  void clientThatLeavesWithTheProbeLetsTheNextOneProbe() throws Exception {
    ProxyUnderTest proxy =
        relayingTo(
            upstream,
            "BREAKER_MIN_REQUESTS",
            "4",
            "BREAKER_OPEN_MS",
            "100",
            "BREAKER_WINDOW_MS",
            "60000");
    ask(proxy, "reset", 4);
    probing(proxy, "wait").reset();
    proxy.settle();

    assertThat(RawClient.ask(proxy.port(), chat()).status()).isEqualTo(200);
    obedient.go(1);
  }

  /** Or nobody would be sent here any more to probe. */
  @Test
  void serverIsReadyAgainOnceItWouldProbe() throws IOException {
    ProxyUnderTest proxy = proxy("200");
    ask(proxy, "reset", 4);

    eventually("ready, though nothing was asked since", () -> health(proxy, "/ready") == 200);
    assertThat(upstream.requests()).hasSize(4);
  }

  @Test
  void callersUpstreamThatFailsIsNobodyElsesMatter() throws IOException {
    ScriptedServer broken = playing(Obedient::serve);
    ProxyUnderTest proxy = proxy(NEVER);
    String url = "X-LLM-Base-URL: " + broken.baseUrl();
    for (int i = 0; i < 4; i++) {
      RawClient.ask(proxy.port(), chat("X-Do: reset", url));
    }

    assertThat(RawClient.ask(proxy.port(), chat(url)).text()).contains("breaker_open");
    assertThat(health(proxy, "/ready")).isEqualTo(200);
    assertThat(open(proxy)).isFalse();
  }

  @Test
  void breakerCanBeLeftOut() throws IOException {
    ProxyUnderTest proxy =
        relayingTo(upstream, "BREAKER_FAILURE_PERCENT", "0", "BREAKER_MIN_REQUESTS", "1");
    ask(proxy, "reset", 30);

    assertThat(upstream.requests()).hasSize(30);
    assertThat(open(proxy)).isFalse();
  }

  /** The first request that is let through once the breaker has been open for its time. */
  private RawClient probing(ProxyUnderTest proxy, String what) throws IOException {
    int before = upstream.requests().size();
    while (true) {
      RawClient client = new RawClient(proxy.port());
      double rejected = rejected(proxy);
      client.send(chat("X-Do: " + what));
      eventually(
          "let through or not",
          () -> rejected(proxy) > rejected || upstream.requests().size() > before);
      if (upstream.requests().size() > before) {
        return client;
      }
      client.close();
    }
  }

  private static double rejected(ProxyUnderTest proxy) {
    return proxy.sum("chat_errors_total", "reason=\"breaker_open\"");
  }

  private static void ask(ProxyUnderTest proxy, String what, int times) throws IOException {
    for (int i = 0; i < times; i++) {
      assertThat(RawClient.ask(proxy.port(), chat("X-Do: " + what)).text())
          .doesNotContain("breaker_open");
    }
  }

  private static boolean open(ProxyUnderTest proxy) throws IOException {
    return RawClient.ask(proxy.port(), chat()).text().contains("breaker_open");
  }

  private static int health(ProxyUnderTest proxy, String path) {
    try {
      return RawClient.ask(proxy.port(), to("GET /health" + path)).status();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
