package dev.firsttoken.proxy.relay;

import static dev.firsttoken.proxy.ProxyUnderTest.PATIENCE;
import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Streams.ASK;
import static dev.firsttoken.proxy.testing.Streams.DONE;
import static dev.firsttoken.proxy.testing.Streams.END;
import static dev.firsttoken.proxy.testing.Streams.HEAD;
import static dev.firsttoken.proxy.testing.Streams.chunk;
import static dev.firsttoken.proxy.testing.Streams.content;
import static dev.firsttoken.proxy.testing.Streams.event;
import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.testing.Relaying;
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

class ManyStreamsTest extends Relaying {
  private static final int STREAMS = 1_000;
  private static final int EVENTS = 20;
  private static final String FLOOD = ASK.replace("\"m\"", "\"flood\"");

  private final CountDownLatch asked = new CountDownLatch(STREAMS);

  @Test
  void thousandStreamsAtOnceOfWhichOneIsNeverReadAreWholeButForThatOne() throws Exception {
    ScriptedServer upstream = playing(this::streams);
    ProxyUnderTest proxy = relayingTo(upstream);
    try (RawClient neverReads = new RawClient(proxy.port());
        ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
      neverReads.send(chat(FLOOD));
      List<Future<RawClient.Answer>> answers = new ArrayList<>();
      for (int i = 1; i < STREAMS; i++) {
        String mine = ASK.replace("\"messages\":[]", "\"user\":\"" + i + "\"");
        answers.add(threads.submit(() -> RawClient.ask(proxy.port(), chat(mine))));
      }
      eventually("all are on at once", () -> asked.getCount() == 0);
      for (int i = 1; i < STREAMS; i++) {
        RawClient.Answer answer = answers.get(i - 1).get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        assertThat(answer.complete()).isTrue();
        assertThat(answer.text()).isEqualTo(body(Integer.toString(i)));
      }
      eventually("only the flood is left", () -> proxy.sum("chat_in_flight") == 1);
    }
    eventually("counted", () -> proxy.sum("chat_requests_total") == STREAMS);
    assertThat(proxy.sum("chat_requests_total", "status=\"200\"")).isEqualTo(STREAMS - 1);
    assertThat(proxy.sum("chat_requests_total", "status=\"499\"")).isEqualTo(1);
    assertThat(proxy.sum("chat_tokens_total", "model=\"m\"")).isEqualTo(EVENTS * (STREAMS - 1));
  }

  private void streams(Peer peer) throws IOException, InterruptedException {
    Peer.Request request = peer.readRequest();
    if (request == null) {
      return;
    }
    asked.countDown();
    asked.await();
    peer.send(HEAD);
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
