package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.TIMEOUT;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.STREAM_HEADERS;
import static dev.firsttoken.proxy.testing.Streams.STREAM_REQUEST;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.content;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.ProxyFixture;
import dev.firsttoken.wire.testing.Peer;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class ManyStreamsTest extends ProxyFixture {
  private static final int STREAMS = 1_000;
  private static final int EVENTS = 20;
  private static final String FLOOD = STREAM_REQUEST.replace("\"m\"", "\"flood\"");

  private final CountDownLatch received = new CountDownLatch(STREAMS);

  @Test
  void oneUnreadStreamDoesNotAffectThousandOthers() throws Exception {
    ScriptedServer upstream = upstreamRunning(this::serve);
    ProxyUnderTest proxy = proxyTo(upstream);
    try (RawClient neverReads = new RawClient(proxy.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      neverReads.send(chat(FLOOD));
      List<Future<RawClient.Response>> responses = new ArrayList<>();
      for (int i = 1; i < STREAMS; i++) {
        String request = STREAM_REQUEST.replace("\"messages\":[]", "\"user\":\"" + i + "\"");
        responses.add(threads.submit(() -> RawClient.request(proxy.port(), chat(request))));
      }
      eventually("all are on at once", () -> received.getCount() == 0);
      for (int i = 1; i < STREAMS; i++) {
        RawClient.Response response =
            responses.get(i - 1).get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
        assertThat(response.complete()).isTrue();
        assertThat(response.text()).isEqualTo(body(Integer.toString(i)));
      }
      eventually("only the flood is left", () -> proxy.sum("chat_in_flight") == 1);
    }
    eventually("counted", () -> proxy.sum("chat_requests_total") == STREAMS);
    assertThat(proxy.sum("chat_requests_total", "status=\"200\"")).isEqualTo(STREAMS - 1);
    assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_tokens_total", "model=\"m\"")).isEqualTo(EVENTS * (STREAMS - 1));
  }

  private void serve(Peer peer) throws IOException, InterruptedException {
    Peer.Request request = peer.readRequest();
    if (request == null) {
      return;
    }
    received.countDown();
    received.await();
    peer.send(STREAM_HEADERS);
    if (request.text().equals(FLOOD)) {
      String frame = chunk(event("x".repeat(4000)));
      while (true) {
        peer.send(frame);
      }
    }
    String user = request.text().replaceAll("\\D", "");
    for (int i = 0; i < EVENTS; i++) {
      peer.send(chunk(content(user + " " + i)));
    }
    peer.send(chunk(DONE) + END);
    peer.awaitClose();
  }

  private static String body(String user) {
    StringBuilder body = new StringBuilder();
    for (int i = 0; i < EVENTS; i++) {
      body.append(content(user + " " + i));
    }
    return body.append(DONE).toString();
  }
}
