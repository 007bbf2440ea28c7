package dev.firsttoken.proxy.chaos;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** Runs all requests of a plan with many concurrent clients through its own proxy. */
final class ChaosRun implements AutoCloseable {
  private static final int CLIENTS = 200;

  /**
   * No more than the proxy has threads for: others would be refused, as they would have to wait.
   */
  private static final int MAX_SLOW_LOOKUPS = 8;

  /** Number of health checks on new connections, enough to reach each event loop of the proxy. */
  private static final int HEALTH_CHECKS = 8;

  private static final int MAX_SHOWN_FAILURES = 3;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "LLM_MODEL", ChaosClient.MODEL,
          "ALLOW_PRIVATE_UPSTREAMS", "true",
          "LLM_CONNECT_TIMEOUT_MS", "5000",
          "LLM_FIRST_TOKEN_TIMEOUT_MS", "6000",
          "LLM_IDLE_TIMEOUT_MS", "6000",
          "LLM_WHOLE_TIMEOUT_MS", "6000",
          "LLM_KEEP_ALIVE_MS", "1000",
          // Fewer than the clients, so that some requests wait, but none times out.
          "LLM_MAX_CONNECTIONS", "100",
          "LLM_POOL_TIMEOUT_MS", "60000");

  private final LeakWatch leakWatch = LeakWatch.start();
  private final List<Ticket> tickets;
  private final FaultyUpstream faultyUpstream;
  private final DeadPorts deadPorts;
  private final ProxyUnderTest proxy;
  private final Semaphore slowLookups = new Semaphore(MAX_SLOW_LOOKUPS);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  ChaosRun(List<Ticket> tickets, Map<String, String> settings) throws IOException {
    this.tickets = tickets;
    this.faultyUpstream = new FaultyUpstream(tickets);
    this.deadPorts = new DeadPorts();
    Map<String, String> all = new HashMap<>(SETTINGS);
    all.put("LLM_BASE_URL", faultyUpstream.baseUrl() + "/v1");
    all.putAll(settings);
    this.proxy = ProxyUnderTest.with(all);
    tickets.forEach(this::delayLookup);
  }

  /** Called for each request that has ended. */
  @FunctionalInterface
  interface ResponseListener {
    void onResponse(Ticket ticket, ReceivedResponse receivedResponse);
  }

  ProxyUnderTest proxy() {
    return proxy;
  }

  /** Sends all requests and waits for every client; fails if one does not end. */
  void sendAll(ResponseListener responseListener) throws InterruptedException {
    Queue<Ticket> pending = new ConcurrentLinkedQueue<>(tickets);
    List<Thread> clients =
        java.util.stream.IntStream.range(0, CLIENTS)
            .mapToObj(i -> Thread.ofVirtual().start(() -> runClient(pending, responseListener)))
            .toList();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failures.stream().limit(MAX_SHOWN_FAILURES))
        .as("first of %d failures", failures.size())
        .isEmpty();
    assertThat(faultyUpstream.failures()).isEmpty();
  }

  /** Waits until every aborted request has also ended at the upstream. */
  void awaitUpstreamsClosed() throws InterruptedException {
    for (Ticket ticket : tickets) {
      boolean heldOpen =
          ticket.disconnectPoint() != DisconnectPoint.NEVER || ticket.fault() == Fault.STALL;
      if (heldOpen && ticket.attempts().get() > 0) {
        assertThat(
                ticket
                    .gates()
                    .upstreamClosed()
                    .await(ProxyUnderTest.TIMEOUT.toMillis(), TimeUnit.MILLISECONDS))
            .as("%s: upstream connection closed", ticket)
            .isTrue();
      }
    }
  }

  /** Stops everything and fails if a buffer leaks. */
  @Override
  public void close() throws IOException {
    SlowNames.clear();
    faultyUpstream.close();
    deadPorts.close();
    try {
      // Before the shutdown, in which an event loop may end before it has closed its sockets.
      leakWatch.close();
    } finally {
      proxy.close();
    }
  }

  private void runClient(Queue<Ticket> pending, ResponseListener responseListener) {
    ChaosClient.Ports ports =
        new ChaosClient.Ports(
            proxy.port(), faultyUpstream.port(), deadPorts.refusing(), deadPorts.unaccepting());
    try (ChaosClient chaosClient = new ChaosClient(ports)) {
      for (Ticket next = pending.poll(); next != null; next = pending.poll()) {
        send(chaosClient, next, responseListener);
      }
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private void send(ChaosClient chaosClient, Ticket ticket, ResponseListener responseListener)
      throws IOException {
    boolean isLookedUpSlowly =
        ticket.fault() == Fault.SLOW_LOOKUP
            || ticket.disconnectPoint() == DisconnectPoint.CONNECTING;
    if (isLookedUpSlowly) {
      slowLookups.acquireUninterruptibly();
    }
    try {
      responseListener.onResponse(ticket, chaosClient.send(ticket));
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      failures.add(new AssertionError(ticket + ": " + e, e));
      chaosClient.close();
    } finally {
      ticket.gates().ended().countDown();
      if (isLookedUpSlowly) {
        slowLookups.release();
      }
    }
  }

  private void delayLookup(Ticket ticket) {
    boolean exceedsTimeout = ticket.expectedOutcome() == ExpectedOutcome.CONNECT_FAILED;
    if (ticket.disconnectPoint() == DisconnectPoint.CONNECTING) {
      SlowNames.add(
          ticket.slowName(),
          () -> {
            ticket.gates().lookedUp().countDown();
            ticket.gates().ended().await();
            // The event loops have seen the disconnect once they respond again.
            checkHealth();
          });
    } else if (ticket.fault() == Fault.SLOW_LOOKUP) {
      SlowNames.add(
          ticket.slowName(),
          exceedsTimeout ? () -> ticket.gates().ended().await() : this::checkHealth);
    }
  }

  /** Checks that every event loop responds while slow requests are running. */
  private void checkHealth() throws IOException {
    for (int i = 0; i < HEALTH_CHECKS; i++) {
      String get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      assertThat(RawClient.request(proxy.port(), get).status()).isEqualTo(200);
    }
  }
}
