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
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** As many calls at once to an upstream as may be, and who waits for one. */
class PoolTest extends Relaying {
  private final Obedient obedient = new Obedient();

  @SuppressWarnings("NullAway.Init") // set before each test
  private ScriptedServer upstream;

  @BeforeEach
  void start() {
    upstream = playing(obedient::play);
  }

  private ProxyUnderTest oneAtOnce(String poolMillis) {
    return relayingTo(upstream, "LLM_MAX_CONNECTIONS", "1", "LLM_POOL_TIMEOUT_MS", poolMillis);
  }

  @ParameterizedTest
  @ValueSource(strings = {"POST /v1/chat/completions", "POST /v1/embeddings", "GET /v1/models"})
  void secondRequestWaitsAndIsServedOnceTheFirstHasEnded(String route) throws Exception {
    ProxyUnderTest proxy = oneAtOnce("60000");
    try (RawClient first = new RawClient(proxy.port());
        RawClient second = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      pool(proxy, 1, 0);
      second.send(to(route));
      pool(proxy, 1, 1);
      eventually("asked", () -> !upstream.requests().isEmpty());
      assertThat(upstream.requests()).hasSize(1);
      obedient.go(1);

      assertThat(first.read().complete()).isTrue();
      assertThat(second.read().status()).isEqualTo(200);
    }
    pool(proxy, 0, 0);
  }

  @Test
  void secondRequestIsTurnedAwayOnceItHasWaitedTooLong() throws Exception {
    ProxyUnderTest proxy = oneAtOnce("50");
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      pool(proxy, 1, 0);
      RawClient.Answer answer = RawClient.ask(proxy.port(), chat());

      assertThat(answer.status()).isEqualTo(503);
      assertThat(answer.header("retry-after")).isEqualTo("1");
      assertThat(answer.text())
          .contains("\"code\":\"overloaded\"")
          .contains("No connection to the upstream server came free within 50 ms");
      counted(proxy, 1, "rejected");
      errors(proxy, 1, "overloaded");
      pool(proxy, 1, 0);
      obedient.go(1);
      assertThat(first.read().complete()).isTrue();
    }
    pool(proxy, 0, 0);
    assertThat(upstream.requests()).hasSize(1);
  }

  @Test
  void clientThatLeavesWhileItWaitsTakesNobodysPlace() throws Exception {
    ProxyUnderTest proxy = oneAtOnce("60000");
    try (RawClient first = new RawClient(proxy.port());
        RawClient third = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      pool(proxy, 1, 0);
      try (RawClient second = new RawClient(proxy.port())) {
        second.send(chat());
        pool(proxy, 1, 1);
        third.send(chat());
        pool(proxy, 1, 2);
      }
      pool(proxy, 1, 1);
      counted(proxy, 1, "client_gone");
      obedient.go(1);
      assertThat(first.read().complete()).isTrue();
      assertThat(third.read().status()).isEqualTo(200);
    }
    pool(proxy, 0, 0);
    assertThat(upstream.requests()).hasSize(2);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "reset", "cut", "404", "500", "garbage"})
  void placeIsFreeAfterEveryEnding(String how) throws IOException {
    ProxyUnderTest proxy = oneAtOnce("50");
    for (int i = 0; i < 3; i++) {
      RawClient.ask(proxy.port(), chat("X-Do: " + how));
      pool(proxy, 0, 0);
    }
    assertThat(RawClient.ask(proxy.port(), chat()).status()).isEqualTo(200);
  }

  /** One that is granted its place in the moment that it leaves has to give it back. */
  @Test
  void crowdOfWhichHalfLeavesLosesNoPlace() throws Exception {
    ProxyUnderTest proxy =
        relayingTo(upstream, "LLM_MAX_CONNECTIONS", "3", "LLM_POOL_TIMEOUT_MS", "60000");
    List<RawClient> crowd = new ArrayList<>();
    for (int i = 0; i < 120; i++) {
      RawClient client = new RawClient(proxy.port());
      client.send(chat("X-Do: wait"));
      crowd.add(client);
    }
    pool(proxy, 3, 117);
    Thread letting = Thread.ofVirtual().start(() -> obedient.go(1000));
    for (int i = 0; i < crowd.size(); i += 2) {
      crowd.get(i).reset();
    }
    for (int i = 1; i < crowd.size(); i += 2) {
      assertThat(crowd.get(i).read().complete()).isTrue();
      crowd.get(i).close();
    }
    letting.join();
    pool(proxy, 0, 0);
    proxy.settle();
    assertThat(proxy.sum("chat_requests_total")).isEqualTo(120);
    assertThat(proxy.sum("chat_requests_total", "status=\"200\"")).isGreaterThanOrEqualTo(60);
    assertThat(RawClient.ask(proxy.port(), chat()).status()).isEqualTo(200);
  }

  @Test
  void keptConnectionIsCountedAsIdleAndGoneOnceItIsOld() throws IOException {
    ProxyUnderTest proxy = relayingTo(upstream, "LLM_KEEP_ALIVE_MS", "200");
    RawClient.ask(proxy.port(), chat());

    eventually("kept", () -> proxy.metric(series("idle")) == 1);
    eventually("closed", () -> proxy.metric(series("idle")) == 0);
    assertThat(upstream.peers()).hasSize(1);
  }

  @Test
  void limitIsEachUpstreamsOwn() throws Exception {
    Obedient others = new Obedient();
    ScriptedServer other = playing(others::play);
    ProxyUnderTest proxy =
        relayingTo(upstream, "LLM_MAX_CONNECTIONS", "1", "ALLOW_PRIVATE_UPSTREAMS", "true");
    try (RawClient first = new RawClient(proxy.port())) {
      first.send(chat("X-Do: wait"));
      pool(proxy, 1, 0);
      String url = "X-LLM-Base-URL: " + other.baseUrl();
      assertThat(RawClient.ask(proxy.port(), chat(url)).status()).isEqualTo(200);
      obedient.go(1);
      assertThat(first.read().complete()).isTrue();
    }
  }

  private static void pool(ProxyUnderTest proxy, int active, int pending) {
    eventually(
        active + " run, " + pending + " wait",
        () ->
            proxy.metric(series("active")) == active && proxy.metric(series("pending")) == pending);
  }

  private static String series(String what) {
    return "chat_pool_" + what + "{runtime=\"micronaut\"}";
  }

  private static void counted(ProxyUnderTest proxy, int requests, String ending) {
    eventually(
        ending,
        () -> proxy.sum("chat_stream_endings_total", "ending=\"" + ending + "\"") == requests);
  }
}
