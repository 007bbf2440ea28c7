package dev.firsttoken.proxy.testing;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
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
public abstract class Relaying {
  private final LeakWatch buffers = LeakWatch.begin();
  private final List<ScriptedServer> upstreams = new ArrayList<>();
  private final List<ProxyUnderTest> proxies = new ArrayList<>();

  /** An upstream that plays this script to each of its connections. */
  protected ScriptedServer playing(ScriptedServer.Script script) {
    ScriptedServer upstream = ScriptedServer.playing(script);
    upstreams.add(upstream);
    return upstream;
  }

  /** An upstream that answers every request with the same bytes, and keeps its connections. */
  protected ScriptedServer answering(byte[] answer) {
    ScriptedServer upstream = ScriptedServer.answering(answer);
    upstreams.add(upstream);
    return upstream;
  }

  protected ScriptedServer answering(String answer) {
    return answering(Streams.bytes(answer));
  }

  /**
   * A proxy in front of an upstream.
   *
   * @param settings names and values of environment variables, by turns
   */
  protected ProxyUnderTest relayingTo(ScriptedServer upstream, String... settings) {
    return relayingTo(upstream.baseUrl(), settings);
  }

  protected ProxyUnderTest relayingTo(String baseUrl, String... settings) {
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
  protected static RawClient.Answer ask(ProxyUnderTest proxy) throws IOException {
    return RawClient.ask(proxy.port(), RawClient.chat(Streams.ASK));
  }

  /** Waits for a step of the other side, and fails where it doesn't come. */
  protected static void await(Semaphore step) throws InterruptedException {
    assertThat(step.tryAcquire(PATIENCE.toNanos(), TimeUnit.NANOSECONDS))
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
  protected static void counted(ProxyUnderTest proxy, int requests, String status, String ending) {
    eventually("counted", () -> proxy.sum("chat_requests_total") == requests);
    proxy.settle();
    assertThat(proxy.sum("chat_requests_total", "status=\"" + status + "\"")).isEqualTo(requests);
    assertThat(proxy.sum("chat_stream_endings_total")).as("endings").isEqualTo(requests);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"" + ending + "\""))
        .as(ending)
        .isEqualTo(requests);
  }

  /** So many errors for this reason, and no others. */
  protected static void errors(ProxyUnderTest proxy, int errors, String reason) {
    assertThat(proxy.sum("chat_errors_total")).isEqualTo(errors);
    assertThat(proxy.sum("chat_errors_total", "reason=\"" + reason + "\"")).isEqualTo(errors);
  }

  @AfterEach
  void nothingIsLeftOver() {
    for (ProxyUnderTest proxy : proxies) {
      proxy.settle();
      proxy.close();
    }
    for (ScriptedServer upstream : upstreams) {
      upstream.close();
      assertThat(upstream.failures()).isEmpty();
    }
    buffers.close();
  }
}
