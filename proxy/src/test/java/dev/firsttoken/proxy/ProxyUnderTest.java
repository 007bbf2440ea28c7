package dev.firsttoken.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.downstream.AdmissionControl;
import dev.firsttoken.proxy.endpoints.Readiness;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.http.netty.channel.EventLoopGroupRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.EventExecutor;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.function.BooleanSupplier;

/** Complete proxy in this JVM, on a free port, with access to its metrics. */
public final class ProxyUnderTest implements AutoCloseable {
  /** Limit after which a waiting test fails. No test measures time by it. */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final EmbeddedServer server;

  /** Readable after the server has stopped, too. */
  private final PrometheusMeterRegistry registry;

  private ProxyUnderTest(Map<String, String> environment, String... arguments) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PORT", "0");
    all.putIfAbsent("WARM_UP_MS", "0");
    server = Application.start(Configuration.of(all), arguments);
    registry = server.getApplicationContext().getBean(PrometheusMeterRegistry.class);
  }

  /** Starts a proxy that relays to an upstream at this base URL, without {@code /v1}. */
  public static ProxyUnderTest relayingTo(String baseUrl) {
    return with(Map.of("LLM_BASE_URL", baseUrl + "/v1", "LLM_API_KEY", "operators-key"));
  }

  /**
   * Starts a proxy with these environment variables on a free port.
   *
   * @param arguments of Micronaut, such as {@code -name=value}
   */
  public static ProxyUnderTest with(Map<String, String> environment, String... arguments) {
    return new ProxyUnderTest(environment, arguments);
  }

  public int port() {
    return server.getPort();
  }

  public Readiness readiness() {
    return server.getApplicationContext().getBean(Readiness.class);
  }

  /** Requests in flight, of at most {@code MAX_IN_FLIGHT}. */
  public int inFlight() {
    return server.getApplicationContext().getBean(AdmissionControl.class).inFlight();
  }

  /** Reports whether the shutdown has begun. */
  public boolean isDraining() {
    return server.getApplicationContext().getBean(AdmissionControl.class).isDraining();
  }

  /** Connections on which a request has begun, if only by the first bytes of its headers. */
  public int underway() {
    return server.getApplicationContext().getBean(AdmissionControl.class).underway();
  }

  /**
   * Keeps all event loops from their work, as a cold start does, until the latch is counted down.
   */
  public CountDownLatch blockEventLoops() {
    EventLoopGroupRegistry registry =
        server.getApplicationContext().getBean(EventLoopGroupRegistry.class);
    CountDownLatch released = new CountDownLatch(1);
    List<EventLoopGroup> groups =
        List.of(
            registry.getEventLoopGroup("parent").orElseThrow(),
            registry.getDefaultEventLoopGroup());
    for (EventLoopGroup group : groups) {
      for (EventExecutor eventLoop : group) {
        eventLoop.execute(
            () -> {
              try {
                released.await();
              } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
              }
            });
      }
    }
    return released;
  }

  /** {@return the value of a series in a scrape, or 0 if the series is absent} */
  public double metric(String series) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /** {@return the sum of all series of a name that have these labels, like {@code status="200"}} */
  public double sum(String name, String... labels) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(name + "{"))
        .filter(line -> java.util.Arrays.stream(labels).allMatch(line::contains))
        .mapToDouble(line -> Double.parseDouble(line.substring(line.lastIndexOf(' ') + 1)))
        .sum();
  }

  public String scrape() {
    return registry.scrape("text/plain; version=0.0.4; charset=utf-8");
  }

  /** Waits for a condition, as a request is counted just after its last byte is sent. */
  public static void eventually(String description, BooleanSupplier condition) {
    long deadline = System.nanoTime() + TIMEOUT.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as(description).isLessThan(deadline);
      Thread.onSpinWait();
    }
  }

  /** Waits until nothing is in flight. */
  public void awaitIdle() {
    eventually("nothing in flight", () -> sum("chat_in_flight") == 0);
  }

  /** Stops the server as SIGTERM does, on a new thread. */
  public Thread stop() {
    return Thread.ofVirtual().start(() -> Application.stop(server));
  }

  @Override
  public void close() {
    server.close();
  }
}
