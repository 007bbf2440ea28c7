package dev.firsttoken.proxy.reliability;

import static dev.firsttoken.proxy.testing.Requests.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.ForkedProxy;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A proxy whose file descriptors are used up. */
class DescriptorLimitTest {
  private static final int REQUESTS = 6;
  private static final int PLENTY = 4096;
  private static final String NAME = "upstream.test";

  private final ScriptedServer upstream = ScriptedServer.running(DescriptorLimitTest::respond);
  private final ForkedProxy proxy;
  private final RawClient client;
  private final List<RawClient> idleClients = new ArrayList<>();

  DescriptorLimitTest(@TempDir Path dir) throws IOException {
    // The JVM reads it for each look-up, as the system's resolver reads its own files.
    Path hosts = Files.writeString(dir.resolve("hosts"), "127.0.0.1 " + NAME + "\n");
    proxy =
        ForkedProxy.start(
            Map.of(
                "LLM_BASE_URL", upstream.baseUrl() + "/v1",
                "ALLOW_PRIVATE_UPSTREAMS", "true",
                "BREAKER_MIN_REQUESTS", "4"),
            "-Djdk.net.hosts.file=" + hosts);
    client = new RawClient(proxy.port());
    // Loads the classes, which the tests' class path has in directories and not in an open jar.
    assertThat(status()).isEqualTo(200);
    assertThat(status("X-LLM-Base-URL: http://127.0.0.1:1/v1")).isEqualTo(502);
    assertThat(status("X-LLM-Base-URL: http://nowhere.invalid/v1")).isEqualTo(502);
  }

  /** Keeps no connection, so that each request needs a descriptor. */
  private static void respond(Peer peer) throws IOException {
    peer.readRequest();
    peer.send(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n"
            + "Connection: close\r\n\r\n{}");
    peer.fin();
  }

  @AfterEach
  void close() throws IOException {
    for (RawClient idleClient : idleClients) {
      idleClient.close();
    }
    client.close();
    proxy.close();
    upstream.close();
  }

  @Test
  void requestWithoutADescriptorIsOverloadAndOpensNoBreaker() throws Exception {
    assertOverloaded();
    ScrapedMetrics metrics = proxy.scrape();
    proxy.terminate();

    assertThat(metrics.sum("chat_errors_total", "reason=\"overloaded\"")).isEqualTo(REQUESTS);
    assertThat(metrics.sum("chat_breaker_open", upstream.baseUrl())).isZero();
    assertThat(proxy.awaitExit())
        .filteredOn(line -> line.contains("Upstream " + upstream.baseUrl()))
        .singleElement()
        .asString()
        .endsWith("no connection: too many open files; raise the limit of open files (ulimit -n).");
  }

  @Test
  void nameThatCanNotBeLookedUpWithoutADescriptorIsNotUnknown() throws Exception {
    assertOverloaded("X-LLM-Base-URL: " + upstream.baseUrl().replace("127.0.0.1", NAME) + "/v1");
  }

  /** Sends requests to an upstream without a descriptor, and one with a descriptor. */
  private void assertOverloaded(String... headers) throws Exception {
    proxy.exhaustDescriptors(idleClients);
    for (int i = 0; i < REQUESTS; i++) {
      client.send(chat(headers));
      RawClient.Response response = client.read();
      assertThat(response.status()).isEqualTo(503);
      assertThat(response.text()).contains("\"code\":\"overloaded\"");
      assertThat(response.header("retry-after")).isEqualTo("1");
    }
    proxy.limitDescriptors(PLENTY);

    assertThat(status(headers)).as("at once with a descriptor").isEqualTo(200);
  }

  private int status(String... headers) throws IOException {
    client.send(chat(headers));
    return client.read().status();
  }
}
