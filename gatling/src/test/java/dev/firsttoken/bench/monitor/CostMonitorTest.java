package dev.firsttoken.bench.monitor;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.options.MonitorOptions;
import dev.firsttoken.bench.options.Target;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

class CostMonitorTest {
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final CostMonitor costMonitor =
      new CostMonitor(
          new MonitorOptions(null, null, false, null),
          new Target(URI.create("http://127.0.0.1:1/"), true, Duration.ofSeconds(1), null, null),
          new PrintStream(err, true, UTF_8));

  @Test
  void closeEndsACallThatStillWaitsForItsTurn() throws InterruptedException {
    CountDownLatch busy = new CountDownLatch(1);
    costMonitor.submit(
        () -> {
          busy.countDown();
          try {
            new CountDownLatch(1).await();
          } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
          }
        });
    busy.await();
    AtomicReference<String> result = new AtomicReference<>("none yet");
    Thread caller = Thread.ofPlatform().start(() -> result.set(costMonitor.call(() -> "a value")));
    while (caller.isAlive() && caller.getState() != Thread.State.WAITING) {
      Thread.onSpinWait();
    }

    costMonitor.close();

    assertThat(caller.join(Duration.ofSeconds(20))).isTrue();
    assertThat(result.get()).isNull();
    assertThat(err.toString(UTF_8)).isEmpty();
  }
}
