package dev.firsttoken.proxy;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.downstream.AdmissionControl;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.micronaut.runtime.server.EmbeddedServer;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.function.BooleanSupplier;

/** The whole proxy in this JVM, on a free port, with what its metrics say. */
public final class ProxyUnderTest implements AutoCloseable {
  /** How long a test waits for what must come, before it fails. Nothing is measured by it. */
  public static final Duration TIMEOUT = Duration.ofSeconds(20);

  private final EmbeddedServer server;

  /** Readable after the server has stopped, too. */
  private final PrometheusMeterRegistry registry;

  private ProxyUnderTest(Map<String, String> environment) {
    Map<String, String> all = new HashMap<>(environment);
    all.put("PORT", "0");
    server = Application.start(Configuration.of(all));
    registry = server.getApplicationContext().getBean(PrometheusMeterRegistry.class);
  }

  /** Relays to an upstream at this base URL, the part before {@code /v1}. */
  public static ProxyUnderTest relayingTo(String baseUrl) {
    return with(Map.of("LLM_BASE_URL", baseUrl + "/v1", "LLM_API_KEY", "operators-key"));
  }

  /** With these environment variables, and a free port. */
  public static ProxyUnderTest with(Map<String, String> environment) {
    return new ProxyUnderTest(environment);
  }

  public int port() {
    return server.getPort();
  }

  /** How many requests hold one of the {@code MAX_IN_FLIGHT}. */
  public int inFlight() {
    return server.getApplicationContext().getBean(AdmissionControl.class).inFlight();
  }

  /** The value of a series, as a scrape shows it; 0 where it isn't there. */
  public double metric(String series) {
    return scrape()
        .lines()
        .filter(line -> line.startsWith(series + " "))
        .mapToDouble(line -> Double.parseDouble(line.substring(series.length() + 1)))
        .findFirst()
        .orElse(0);
  }

  /**
   * The sum over all series of a name that carry all of these labels, like {@code status="200"}.
   */
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

  /** Waits until it is so: an ending is counted just after its last byte is out. */
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

  /** Ends as on a SIGTERM, on a thread of its own. */
  public Thread stop() {
    return Thread.ofVirtual().start(() -> Application.stop(server));
  }

  @Override
  public void close() {
    server.close();
  }
}
