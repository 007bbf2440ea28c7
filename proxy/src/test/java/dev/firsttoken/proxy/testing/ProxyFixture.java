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
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;

/**
 * Set-up for a test of the complete proxy between real sockets: upstreams and proxies are closed
 * after the test, and no buffer may leak. A test class makes them in its fields or in its methods.
 */
public abstract class ProxyFixture {
  private final LeakWatch leakWatch = LeakWatch.start();
  private final List<ScriptedServer> upstreams = new ArrayList<>();
  private final List<ProxyUnderTest> proxies = new ArrayList<>();

  /** Method and path of each relayed route, for {@code @MethodSource("routes")}. */
  protected static Stream<String> routes() {
    return Requests.routes();
  }

  /** An upstream that runs this script on each connection. */
  protected ScriptedServer upstreamRunning(ScriptedServer.Script script) {
    ScriptedServer upstream = ScriptedServer.running(script);
    upstreams.add(upstream);
    return upstream;
  }

  /** An upstream that sends the same response to each request and keeps its connections open. */
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
   * @param settings environment variables: name, value, name, value, …
   */
  protected ProxyUnderTest proxyTo(ScriptedServer upstream, String... settings) {
    return proxyTo(upstream.baseUrl(), settings);
  }

  protected ProxyUnderTest proxyTo(String baseUrl, String... settings) {
    Map<String, String> environment = environment(settings);
    environment.putIfAbsent("LLM_BASE_URL", baseUrl + "/v1");
    environment.putIfAbsent("LLM_API_KEY", "operators-key");
    return start(environment);
  }

  /** A proxy without an upstream that serves the pages of a folder on the tests' class path. */
  protected ProxyUnderTest proxyWithPages(String folder, String... settings) {
    Map<String, String> environment = environment(settings);
    environment.put("LLM_MODEL", "synthetic");
    return start(environment, "-test.pages=" + folder);
  }

  private static Map<String, String> environment(String... settings) {
    Map<String, String> environment = new HashMap<>();
    for (int i = 0; i < settings.length; i += 2) {
      environment.put(settings[i], settings[i + 1]);
    }
    return environment;
  }

  private ProxyUnderTest start(Map<String, String> environment, String... arguments) {
    ProxyUnderTest proxy = ProxyUnderTest.with(environment, arguments);
    proxies.add(proxy);
    return proxy;
  }

  /** Requests a stream on a new connection. */
  protected static RawClient.Response requestStream(ProxyUnderTest proxy) throws IOException {
    return RawClient.request(proxy.port(), RawClient.chat(Streams.STREAM_REQUEST));
  }

  /** Waits for the other side's signal; fails after {@link ProxyUnderTest#TIMEOUT}. */
  protected static void await(Semaphore signal) throws InterruptedException {
    assertThat(signal.tryAcquire(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS))
        .as("signal from the other side")
        .isTrue();
  }

  /** Waits for a connection to the upstream, and checks that it is the only one. */
  protected static Peer onlyPeer(ScriptedServer upstream) {
    eventually("connected", () -> !upstream.peers().isEmpty());
    assertThat(upstream.peers()).hasSize(1);
    return upstream.peers().getFirst();
  }

  /** Waits until no request is in flight, then checks that all counted this way. */
  protected static void assertCounted(
      ProxyUnderTest proxy, int requests, String status, String outcome) {
    eventually("counted", () -> proxy.sum("chat_requests_total") == requests);
    proxy.awaitIdle();
    assertThat(proxy.sum("chat_requests_total", "status=\"" + status + "\"")).isEqualTo(requests);
    assertThat(proxy.sum("chat_stream_endings_total")).as("endings").isEqualTo(requests);
    assertThat(proxy.sum("chat_duration_ms_count")).as("durations").isEqualTo(requests);
    assertThat(proxy.sum("chat_stream_endings_total", "ending=\"" + outcome + "\""))
        .as(outcome)
        .isEqualTo(requests);
  }

  /** Checks that all counted errors have this reason. */
  protected static void assertErrors(ProxyUnderTest proxy, int errors, String reason) {
    assertThat(proxy.sum("chat_errors_total")).isEqualTo(errors);
    assertThat(proxy.sum("chat_errors_total", "reason=\"" + reason + "\"")).isEqualTo(errors);
  }

  /** Sends a request and checks the status and error code of its response. */
  protected static RawClient.Response assertRejected(
      ProxyUnderTest proxy, String request, int status, String code) throws IOException {
    RawClient.Response response = RawClient.request(proxy.port(), request);

    assertThat(response.status()).as(request).isEqualTo(status);
    assertThat(response.text()).contains("\"code\":\"" + code + "\"");
    return response;
  }

  @AfterEach
  void closeEverything() {
    proxies.forEach(ProxyUnderTest::awaitIdle);
    upstreams.forEach(ScriptedServer::close);
    try {
      // Before the shutdown, in which an event loop may end before it has closed its sockets.
      leakWatch.close();
    } finally {
      proxies.forEach(ProxyUnderTest::close);
    }
    for (ScriptedServer upstream : upstreams) {
      assertThat(upstream.failures()).isEmpty();
    }
  }
}
