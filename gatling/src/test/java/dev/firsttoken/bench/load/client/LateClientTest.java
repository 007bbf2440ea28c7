package dev.firsttoken.bench.load.client;

import static dev.firsttoken.bench.testing.ChatResponses.DONE;
import static dev.firsttoken.bench.testing.ChatResponses.ROLE;
import static dev.firsttoken.bench.testing.ChatResponses.STOP;
import static dev.firsttoken.bench.testing.ChatResponses.USAGE;
import static dev.firsttoken.bench.testing.ChatResponses.data;
import static dev.firsttoken.bench.testing.ChatResponses.stream;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** A client that did not run while the timeout of its request passed. */
class LateClientTest {
  private static final Duration TIMEOUT = Duration.ofSeconds(1);

  /** More than an event loop reads in one turn. */
  private static final int RESPONSE_CHARACTERS = 8 << 20;

  private final CountDownLatch requested = new CountDownLatch(1);
  private final CountDownLatch stopped = new CountDownLatch(1);

  @Test
  void responseThatWaitsInTheSocketIsReadBeforeTheTimeoutIsJudged() throws InterruptedException {
    String content =
        data(
            "{\"choices\":[{\"delta\":{\"content\":\"%s\"}}]}"
                .formatted("x".repeat(RESPONSE_CHARACTERS)));
    try (ScriptedServer server =
            ScriptedServer.running(
                peer -> {
                  peer.readRequest();
                  requested.countDown();
                  stopped.await();
                  peer.send(stream(ROLE, content, STOP, USAGE, DONE));
                });
        SingleUser user = new SingleUser(server.baseUrl(), TIMEOUT, null)) {
      user.startRequest();
      requested.await();
      user.user().loop().execute(this::stopUntilTheTimeoutHasLongPassed);

      assertThat(user.nextSample().outcome()).isEqualTo(Outcome.OK);
    }
  }

  private void stopUntilTheTimeoutHasLongPassed() {
    stopped.countDown();
    long endNanos = System.nanoTime() + TIMEOUT.multipliedBy(2).toNanos();
    while (System.nanoTime() - endNanos < 0) {
      LockSupport.parkNanos(endNanos - System.nanoTime());
    }
  }
}
