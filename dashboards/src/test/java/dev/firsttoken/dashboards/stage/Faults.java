package dev.firsttoken.dashboards.stage;

import dev.firsttoken.wire.testing.CommandRunner;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;

/** Requests to the proxy that fail in every way that a panel shows. */
public final class Faults implements AutoCloseable {
  /** Environment of a proxy that is as small as these faults need it. */
  public static final Map<String, String> PROXY_SETTINGS =
      Map.of(
          "ALLOW_PRIVATE_UPSTREAMS", "true",
          "LLM_MAX_CONNECTIONS", "4",
          "LLM_POOL_TIMEOUT_MS", "1100",
          "MEMORY_BUDGET_BYTES", "16777216",
          "BREAKER_MIN_REQUESTS", "5",
          "BREAKER_OPEN_MS", "5000");

  private static final int SMALL_BODY_BYTES = 10_000;

  /** Two of these are beyond the memory budget. */
  private static final int LARGE_BODY_BYTES = 8_000_000;

  private static final String EVENT =
      "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"half\"}}]}\n\n";

  /** Stream that ends in order, and without saying so. */
  private static final String STREAM_WITHOUT_DONE =
      "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: "
          + EVENT.length()
          + "\r\n\r\n"
          + EVENT;

  private final int port;
  private final long pid;
  private final ScriptedServer truncating =
      ScriptedServer.running(
          peer -> {
            peer.readRequest();
            peer.send(STREAM_WITHOUT_DONE);
          });

  public Faults(Stage stage) {
    this.port = stage.port(Stage.PROXY);
    this.pid = stage.proxyPid();
  }

  /** Provokes each of them once, which takes about three seconds. */
  public void provokeAll() throws IOException {
    // A body that is not complete holds memory in several scrapes. Others hold it for microseconds.
    try (RawClient uploading = new RawClient(port)) {
      uploading.send(chatHeaders(SMALL_BODY_BYTES));
      provokeEach();
    }
  }

  private void provokeEach() throws IOException {
    Traffic.send(port, "{");
    sendTo("http://127.0.0.1:" + unusedPort() + "/v1");
    sendTo(truncating.baseUrl() + "/v1");
    leaveInTheMiddle();
    Traffic.send(port, "{\"model\":\"a\\u0001b\",\"frames\":1,\"stream\":true}");
    callWithoutFreeConnection();
    uploadBeyondTheBudget();
    collectGarbage();
  }

  /** Sends a chat that the proxy relays to another upstream. */
  private void sendTo(String upstream) throws IOException {
    String request = RawClient.chat("{\"model\":\"elsewhere\",\"stream\":true}");
    RawClient.request(
        port, request.replaceFirst("\r\n", "\r\nX-LLM-Base-URL: " + upstream + "\r\n"));
  }

  private void leaveInTheMiddle() throws IOException {
    try (RawClient client = new RawClient(port)) {
      client.send(RawClient.chat("{\"stream\":true,\"frames\":1000,\"delay_ms\":100}"));
      client.readHeaders();
      client.reset();
    }
  }

  /**
   * More calls at once than the proxy may have: some wait for longer than the time between two
   * scrapes, and are rejected.
   */
  private void callWithoutFreeConnection() throws IOException {
    List<RawClient> clients = new ArrayList<>();
    try {
      for (int call = 0; call < 8; call++) {
        RawClient client = new RawClient(port);
        clients.add(client);
        client.send(RawClient.chat("{\"stream\":true,\"frames\":1,\"ttft_ms\":2500}"));
      }
      for (RawClient client : clients) {
        client.read();
      }
    } finally {
      for (RawClient client : clients) {
        client.close();
      }
    }
  }

  /** Two bodies that the memory budget has no room for together; only their headers are sent. */
  private void uploadBeyondTheBudget() throws IOException {
    String headers = chatHeaders(LARGE_BODY_BYTES);
    try (RawClient first = new RawClient(port);
        RawClient second = new RawClient(port)) {
      first.send(headers);
      second.send(headers);
      // The proxy reads them on two event loops, so either of them may be the one that is rejected.
      CompletableFuture.anyOf(rejectionOf(first), rejectionOf(second)).join();
    }
  }

  /** Headers of a chat, and the first byte of its body. */
  private static String chatHeaders(int bodyBytes) {
    return "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\n"
        + "Content-Type: application/json\r\nContent-Length: "
        + bodyBytes
        + "\r\n\r\n{";
  }

  private static CompletableFuture<Void> rejectionOf(RawClient client) {
    return CompletableFuture.runAsync(
        () -> {
          try {
            client.readHeaders();
          } catch (IOException e) {
            throw new UncheckedIOException(e);
          }
        },
        task -> Thread.ofVirtual().start(task));
  }

  private void collectGarbage() {
    CommandRunner.run(
        List.of(
            Path.of(System.getProperty("java.home"), "bin", "jcmd").toString(),
            Long.toString(pid),
            "GC.run"),
        null,
        Duration.ofSeconds(20));
  }

  private static int unusedPort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  @Override
  public void close() {
    truncating.close();
  }
}
