package dev.firsttoken.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Clients that send large chat requests at once, and retry as a 503 tells them. */
public final class Uploads {
  private static final Duration LIMIT = Duration.ofSeconds(60);
  private static final String RESPONSE = "{\"choices\":[]}";

  private final AtomicInteger refused = new AtomicInteger();
  private final byte[] body;

  /**
   * @param bodyBytes size of each request's body
   */
  public Uploads(int bodyBytes) {
    this.body = body(bodyBytes);
  }

  /** A valid chat request of this size with one long string. */
  static byte[] body(int bodyBytes) {
    byte[] prefix = "{\"model\":\"m\",\"messages\":[],\"x\":\"".getBytes(StandardCharsets.US_ASCII);
    byte[] body = new byte[bodyBytes];
    Arrays.fill(body, (byte) 'x');
    System.arraycopy(prefix, 0, body, 0, prefix.length);
    body[bodyBytes - 2] = '"';
    body[bodyBytes - 1] = '}';
    return body;
  }

  /** A valid chat request with many different field names. */
  static byte[] bodyOfFields(int fields) {
    StringBuilder body = new StringBuilder("{\"model\":\"m\",\"x\":{");
    for (int i = 0; i < fields; i++) {
      body.append(i == 0 ? "\"" : ",\"").append(i).append("\":1");
    }
    return body.append("}}").toString().getBytes(StandardCharsets.US_ASCII);
  }

  /**
   * Script of an upstream that reads each body and responds, unless the client asks for silence.
   */
  public static void respond(Peer peer) throws IOException {
    for (String headers = peer.readHeaders(); headers != null; headers = peer.readHeaders()) {
      peer.skipBody(headers);
      if (headers.contains("X-Do: silent")) {
        peer.awaitClose();
        return;
      }
      peer.send(
          "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n%s"
              .formatted(RESPONSE.length(), RESPONSE));
    }
  }

  /** Sends this many uploads at once, and waits until each has a 200. */
  public void run(int port, int count) throws Exception {
    try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      List<Future<?>> uploads =
          IntStream.range(0, count)
              .<Future<?>>mapToObj(
                  i ->
                      threads.submit(
                          () -> {
                            upload(port);
                            return null;
                          }))
              .toList();
      long deadline = System.nanoTime() + LIMIT.toNanos();
      for (Future<?> upload : uploads) {
        upload.get(deadline - System.nanoTime(), TimeUnit.NANOSECONDS);
      }
    }
  }

  /** The number of 503 responses. */
  public int refused() {
    return refused.get();
  }

  private void upload(int port) throws IOException, InterruptedException {
    RawClient.Response response = send(port);
    while (response.status() == 503) {
      refused.incrementAndGet();
      assertThat(response.text()).contains("\"code\":\"overloaded\"");
      String seconds = response.header("retry-after");
      assertThat(seconds).as("Retry-After").isNotNull();
      TimeUnit.SECONDS.sleep(Long.parseLong(seconds));
      response = send(port);
    }
    assertThat(response.status()).as(response.text()).isEqualTo(200);
    assertThat(response.text()).isEqualTo(RESPONSE);
  }

  private RawClient.Response send(int port) throws IOException {
    return send(port, body);
  }

  /** Sends one chat request on a new connection. */
  static RawClient.Response send(int port, byte[] body) throws IOException {
    try (RawClient client = new RawClient(port)) {
      String request = RawClient.chat("").replace("Length: 0", "Length: " + body.length);
      client.send(request);
      client.send(body);
      return client.read();
    }
  }
}
