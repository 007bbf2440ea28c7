package dev.firsttoken.proxy.meter;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.testing.CapturedOutput;
import dev.firsttoken.proxy.testing.ScrapedMetrics;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.util.concurrent.DefaultEventExecutor;
import io.netty.util.concurrent.EventExecutor;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class EventLoopWatchdogTest {
  private static final String COUNT = "chat_event_loop_lag_ms_count{runtime=\"micronaut\"}";
  private static final String SUM = "chat_event_loop_lag_ms_sum{runtime=\"micronaut\"}";

  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final AtomicLong nowNanos = new AtomicLong();
  private final EventExecutor eventLoop = new DefaultEventExecutor();
  private final EventLoopWatchdog watchdog =
      new Meter(registry.getPrometheusRegistry(), "0.1.0", "gpt", nowNanos::get)
          .eventLoopWatchdog();
  private final CountDownLatch unblock = new CountDownLatch(1);

  @BeforeEach
  void watch() throws Exception {
    watchdog.watch(List.of(eventLoop));
    watchdog.check();
    awaitTasks();
  }

  @AfterEach
  void stop() throws Exception {
    unblock.countDown();
    eventLoop.shutdownGracefully(0, 0, TimeUnit.SECONDS).sync();
  }

  @Test
  void lagIsTheTimeThatATaskWaits() throws Exception {
    block();
    watchdog.check();
    nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(300));
    watchdog.check();
    unblock.countDown();
    awaitTasks();

    assertThat(value(COUNT)).as("one probe at a time").isEqualTo(2);
    assertThat(value(SUM)).isEqualTo(300);
  }

  @Test
  void blockedEventLoopIsLoggedOnceWithItsStack() throws Exception {
    try (CapturedOutput output = new CapturedOutput()) {
      block();
      watchdog.check();
      for (int i = 0; i < 3; i++) {
        nowNanos.addAndGet(TimeUnit.MILLISECONDS.toNanos(4999));
        watchdog.check();
      }
      assertThat(output.text())
          .containsOnlyOnce("is blocked for 9998 ms")
          .contains("at " + EventLoopWatchdogTest.class.getName());
    }
  }

  private void block() throws InterruptedException {
    CountDownLatch running = new CountDownLatch(1);
    eventLoop.execute(
        () -> {
          running.countDown();
          awaitUnblocked();
        });
    running.await();
  }

  private void awaitUnblocked() {
    try {
      unblock.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void awaitTasks() throws Exception {
    eventLoop.submit(() -> {}).get();
  }

  private double value(String series) {
    return ScrapedMetrics.parse(registry).value(series);
  }
}
