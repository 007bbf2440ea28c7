package dev.firsttoken.proxy.chaos;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.AfterTestExecutionCallback;
import org.junit.jupiter.api.extension.RegisterExtension;

/** Random faults from a fixed seed; {@code -Dchaos.seed} changes it. */
class ChaosTest {
  private static final long SEED = Long.getLong("chaos.seed", 1);

  @RegisterExtension
  static final AfterTestExecutionCallback reportSeed =
      test -> {
        if (test.getExecutionException().isPresent()) {
          System.err.println("To repeat this run: -Dchaos.seed=" + SEED);
        }
      };

  @Test
  void everyFaultEndsAndCountsExactlyOnce() throws Exception {
    List<Ticket> tickets = FaultPlan.create(SEED, 3000, true);
    ExpectedMetrics expectedMetrics = new ExpectedMetrics();
    try (ChaosRun chaosRun = new ChaosRun(tickets, Map.of("BREAKER_FAILURE_PERCENT", "0"))) {
      chaosRun.sendAll(
          (ticket, receivedResponse) -> {
            expectedMetrics.expect(ticket, receivedResponse);
            ResponseChecks.check(ticket, receivedResponse);
          });
      assertNothingLeft(chaosRun);
      expectedMetrics.check(chaosRun.proxy().scrape());
      for (Ticket ticket : tickets) {
        assertThat(ticket.attempts().get())
            .as("%s: attempts at the upstream", ticket)
            .isBetween(ticket.minAttempts(), ticket.maxAttempts());
        assertThat(ticket.newConnectionAttempts().get())
            .as("%s: attempts on new connections", ticket)
            .isLessThan(2);
      }
    }
  }

  /** Which requests meet an open breaker depends on timing, so this checks only that all end. */
  @Test
  void noRequestHangsWhenTheBreakerOpensAndCloses() throws Exception {
    int count = 600;
    AtomicInteger rejected = new AtomicInteger();
    Map<String, String> settings =
        Map.of(
            "BREAKER_FAILURE_PERCENT", "30",
            "BREAKER_WINDOW_MS", "1000",
            "BREAKER_OPEN_MS", "100");
    try (ChaosRun chaosRun = new ChaosRun(FaultPlan.create(SEED, count, false), settings)) {
      chaosRun.sendAll(
          (ticket, receivedResponse) ->
              rejected.addAndGet(receivedResponse.status() == 503 ? 1 : 0));
      assertThat(rejected.get()).as("rejected by the breaker").isPositive();
      assertNothingLeft(chaosRun);
      ProxyUnderTest proxy = chaosRun.proxy();
      assertThat(proxy.sum("chat_route_requests_total")).isEqualTo(count);
      assertThat(proxy.sum("chat_stream_endings_total"))
          .isEqualTo(proxy.sum("chat_requests_total"));
      assertThat(proxy.sum("chat_route_requests_total", "status=\"503\""))
          .isEqualTo(rejected.get());
    }
  }

  private static void assertNothingLeft(ChaosRun chaosRun) throws InterruptedException {
    eventually("no request in flight", () -> chaosRun.proxy().inFlight() == 0);
    chaosRun.awaitUpstreamsClosed();
    for (String gauge : List.of("chat_in_flight", "chat_pool_active", "chat_pool_pending")) {
      assertThat(chaosRun.proxy().sum(gauge)).as(gauge).isZero();
    }
    eventually("no idle connection", () -> chaosRun.proxy().sum("chat_pool_idle") == 0);
  }
}
