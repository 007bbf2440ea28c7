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

/** The same faults each time; {@code -Dchaos.seed=} takes others. */
class ChaosTest {
  private static final long SEED = Long.getLong("chaos.seed", 1);

  @RegisterExtension
  static final AfterTestExecutionCallback namesSeed =
      test -> {
        if (test.getExecutionException().isPresent()) {
          System.err.println("Again: -Dchaos.seed=" + SEED);
        }
      };

  @Test
  void everyFaultEndsAndCountsExactlyOnce() throws Exception {
    List<Ticket> tickets = Plan.of(SEED, 3000, true);
    Ledger ledger = new Ledger();
    try (Run run = new Run(tickets, Map.of("BREAKER_FAILURE_PERCENT", "0"))) {
      run.play(
          (ticket, seen) -> {
            ledger.book(ticket, seen);
            Entitled.check(ticket, seen);
          });
      nothingIsLeft(run);
      ledger.check(run.proxy().scrape());
      for (Ticket ticket : tickets) {
        assertThat(ticket.hits().get())
            .as("%s: asked of the upstream", ticket)
            .isBetween(ticket.leastHits(), ticket.mostHits());
        assertThat(ticket.freshHits().get())
            .as("%s: tried again for no connection's age", ticket)
            .isLessThan(2);
      }
    }
  }

  /** What meets an open breaker depends on the order of things: so only that all of it ends. */
  @Test
  void nothingHangsBehindABreakerThatOpensAndCloses() throws Exception {
    int count = 600;
    AtomicInteger refused = new AtomicInteger();
    Map<String, String> settings =
        Map.of(
            "BREAKER_FAILURE_PERCENT", "30",
            "BREAKER_WINDOW_MS", "1000",
            "BREAKER_OPEN_MS", "100");
    try (Run run = new Run(Plan.of(SEED, count, false), settings)) {
      run.play((ticket, seen) -> refused.addAndGet(seen.status() == 503 ? 1 : 0));
      assertThat(refused.get()).as("refused by the breaker").isPositive();
      nothingIsLeft(run);
      ProxyUnderTest proxy = run.proxy();
      assertThat(proxy.sum("chat_route_requests_total")).isEqualTo(count);
      assertThat(proxy.sum("chat_stream_endings_total"))
          .isEqualTo(proxy.sum("chat_requests_total"));
      assertThat(proxy.sum("chat_route_requests_total", "status=\"503\"")).isEqualTo(refused.get());
    }
  }

  private static void nothingIsLeft(Run run) throws InterruptedException {
    eventually("all slots free", () -> run.proxy().inFlight() == 0);
    run.awaitUpstream();
    for (String gauge : List.of("chat_in_flight", "chat_pool_active", "chat_pool_pending")) {
      assertThat(run.proxy().sum(gauge)).as(gauge).isZero();
    }
    eventually("no connection kept", () -> run.proxy().sum("chat_pool_idle") == 0);
  }
}
