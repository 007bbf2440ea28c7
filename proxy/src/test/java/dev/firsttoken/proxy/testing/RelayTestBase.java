package dev.firsttoken.proxy.testing;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;

/** A whole proxy between real sockets, closed after each test with nothing left over. */
public abstract class RelayTestBase {
  private final LeakWatch leakWatch = LeakWatch.start();
  private final List<ScriptedServer> upstreams = new ArrayList<>();
  private final List<ProxyUnderTest> proxies = new ArrayList<>();

  /** An upstream that plays this script to each of its connections. */
  protected ScriptedServer upstreamRunning(ScriptedServer.Script script) {
    ScriptedServer upstream = ScriptedServer.running(script);
    upstreams.add(upstream);
    return upstream;
  }

  /** An upstream that answers every request with the same bytes, and keeps its connections. */
  protected ScriptedServer upstreamResponding(byte[] response) {
    ScriptedServer upstream = ScriptedServer.responding(response);
    upstreams.add(upstream);
    return upstream;
  }

  protected ScriptedServer upstreamResponding(String response) {
    return upstreamResponding(Streams.bytes(response));
  }

  /**
   * A proxy in front of an upstream.
   *
   * @param settings names and values of environment variables, by turns
   */
  protected ProxyUnderTest proxyTo(ScriptedServer upstream, String... settings) {
    return proxyTo(upstream.baseUrl(), settings);
  }

  protected ProxyUnderTest proxyTo(String baseUrl, String... settings) {
    Map<String, String> environment = new HashMap<>();
    environment.put("LLM_BASE_URL", baseUrl + "/v1");
    environment.put("LLM_API_KEY", "operators-key");
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    ProxyUnderTest proxy = ProxyUnderTest.with(environment);
    proxies.add(proxy);
    return proxy;
  }

  /** What a client that asks for a stream gets, on a connection of its own. */
  protected static RawClient.Response requestStream(ProxyUnderTest proxy) throws IOException {
    return RawClient.request(proxy.port(), RawClient.chat(Streams.STREAM_REQUEST));
  }

  /** Waits for a step of the other side, and fails where it doesn't come. */
  protected static void await(Semaphore signal) throws InterruptedException {
    assertThat(signal.tryAcquire(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS))
        .as("the other side went on")
        .isTrue();
  }

  /** The only connection to an upstream, once it is there. */
  protected static Peer onlyPeer(ScriptedServer upstream) {
    eventually("connected", () -> !upstream.peers().isEmpty());
    assertThat(upstream.peers()).hasSize(1);
    return upstream.peers().getFirst();
  }

  /** All that was asked is over: so many requests with this status, this ending, and no others. */
  protected static void assertCounted(
      ProxyUnderTest proxy, int requests, String status, String outcome) {
    eventually("counted", () -> proxy.sum("chat_requests_total") == requests);
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "status=\"" + status + "\"")).isEqualTo(requests);
    assertThat(proxy.sum("chat_stream_endings_total")).as("endings").isEqualTo(requests);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"" + outcome + "\""))
        .as(outcome)
        .isEqualTo(requests);
  }

  /** So many errors for this reason, and no others. */
  protected static void assertErrors(ProxyUnderTest proxy, int errors, String reason) {
    assertThat(proxy.sum("chat_errors_total")).isEqualTo(errors);
    assertThat(proxy.sum("chat_errors_total", "reason=\"" + reason + "\"")).isEqualTo(errors);
  }

  @AfterEach
  void closeEverything() {
    for (ProxyUnderTest proxy : proxies) {
      proxy.awaitIdle();
      proxy.close();
    }
    for (ScriptedServer upstream : upstreams) {
      upstream.close();
      assertThat(upstream.failures()).isEmpty();
    }
    leakWatch.close();
  }
}
