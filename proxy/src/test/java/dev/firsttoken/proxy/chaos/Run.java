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
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** All requests of a plan, by many clients at once, through a proxy of their own. */
final class Run implements AutoCloseable {
  private static final int CLIENTS = 200;

  /** New connections, so many that each of the proxy's event loops gets some. */
  private static final int LOOKS = 8;

  private static final int SHOWN = 3;

  private static final Map<String, String> SETTINGS =
      Map.of(
          "LLM_MODEL", Client.MODEL,
          "ALLOW_PRIVATE_UPSTREAMS", "true",
          "LLM_CONNECT_TIMEOUT_MS", "5000",
          "LLM_FIRST_TOKEN_TIMEOUT_MS", "6000",
          "LLM_IDLE_TIMEOUT_MS", "6000",
          "LLM_WHOLE_TIMEOUT_MS", "6000",
          "LLM_KEEP_ALIVE_MS", "1000",
          // Fewer than the clients, so that some wait for each other, and never in vain.
          "LLM_MAX_CONNECTIONS", "100",
          "LLM_POOL_TIMEOUT_MS", "60000");

  private final LeakWatch buffers = LeakWatch.begin();
  private final List<Ticket> tickets;
  private final Upstream upstream;
  private final DeadPorts dead;
  private final ProxyUnderTest proxy;
  private final CountDownLatch over = new CountDownLatch(1);
  private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();

  Run(List<Ticket> tickets, Map<String, String> settings) throws IOException {
    this.tickets = tickets;
    this.upstream = new Upstream(tickets);
    this.dead = new DeadPorts();
    Map<String, String> all = new HashMap<>(SETTINGS);
    all.put("LLM_BASE_URL", upstream.baseUrl() + "/v1");
    all.putAll(settings);
    this.proxy = ProxyUnderTest.with(all);
    tickets.forEach(this::slowDown);
  }

  /** What is done with each request that has ended. */
  @FunctionalInterface
  interface Book {
    void enter(Ticket ticket, Seen seen);
  }

  ProxyUnderTest proxy() {
    return proxy;
  }

  /** Makes all requests; returns once every client has ended, and fails if one has not. */
  void play(Book book) throws InterruptedException {
    Queue<Ticket> waiting = new ConcurrentLinkedQueue<>(tickets);
    List<Thread> clients =
        java.util.stream.IntStream.range(0, CLIENTS)
            .mapToObj(i -> Thread.ofVirtual().start(() -> client(waiting, book)))
            .toList();
    for (Thread client : clients) {
      client.join();
    }
    assertThat(failures.stream().limit(SHOWN)).as("of %d", failures.size()).isEmpty();
    assertThat(upstream.failures()).isEmpty();
  }

  /** Whatever a client left, or the proxy had enough of, has ended upstream too. */
  void awaitUpstream() throws InterruptedException {
    for (Ticket ticket : tickets) {
      boolean held = ticket.leave() != Leave.NEVER || ticket.fault() == Fault.STALL;
      if (held && ticket.hits().get() > 0) {
        assertThat(
                ticket
                    .gates()
                    .upstreamLeft()
                    .await(ProxyUnderTest.PATIENCE.toMillis(), TimeUnit.MILLISECONDS))
            .as("%s: ended upstream", ticket)
            .isTrue();
      }
    }
  }

  /** Ends it all, and fails if a buffer is left. */
  @Override
  public void close() throws IOException {
    over.countDown();
    SlowNames.clear();
    proxy.close();
    upstream.close();
    dead.close();
    buffers.close();
  }

  private void client(Queue<Ticket> waiting, Book book) {
    Client.Ports ports =
        new Client.Ports(proxy.port(), upstream.port(), dead.refusing(), dead.swallowing());
    try (Client client = new Client(ports)) {
      for (Ticket next = waiting.poll(); next != null; next = waiting.poll()) {
        ask(client, next, book);
      }
    } catch (IOException e) {
      failures.add(e);
    }
  }

  private void ask(Client client, Ticket ticket, Book book) throws IOException {
    try {
      book.enter(ticket, client.ask(ticket));
    } catch (IOException | InterruptedException | RuntimeException | AssertionError e) {
      failures.add(new AssertionError(ticket + ": " + e, e));
      client.close();
      ticket.gates().ended().countDown();
    }
  }

  private void slowDown(Ticket ticket) {
    boolean late = ticket.verdict() == Verdict.NOT_CONNECTED;
    if (ticket.leave() == Leave.CONNECTING) {
      SlowNames.add(
          ticket.slowName(),
          () -> {
            ticket.gates().lookedUp().countDown();
            over.await();
          });
    } else if (ticket.fault() == Fault.SLOW_LOOKUP) {
      SlowNames.add(
          ticket.slowName(), late ? () -> ticket.gates().ended().await() : this::lookAround);
    }
  }

  /** Takes as long as some requests take that every event loop has to answer meanwhile. */
  private void lookAround() throws IOException {
    for (int i = 0; i < LOOKS; i++) {
      String get = "GET /health/live HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
      assertThat(RawClient.ask(proxy.port(), get).status()).isEqualTo(200);
    }
  }
}
