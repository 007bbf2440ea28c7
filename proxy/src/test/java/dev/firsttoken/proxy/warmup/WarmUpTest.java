package dev.firsttoken.proxy.warmup;

import static dev.firsttoken.proxy.ProxyUnderTest.eventually;
import static dev.firsttoken.proxy.testing.Requests.to;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.proxy.Application;
import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.config.ServerTransport;
import dev.firsttoken.proxy.testing.ForkedProxy;
import dev.firsttoken.wire.testing.RawClient;
import io.micronaut.runtime.server.EmbeddedServer;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WarmUpTest {
  private static final ServerTransport TRANSPORT = ServerTransport.NIO;
  private static final Duration LIMIT = Duration.ofMinutes(1);

  /** Servers that a warm-up started, with the settings of each. */
  private final List<EmbeddedServer> servers = new ArrayList<>();

  private final List<Configuration> configurations = new ArrayList<>();
  private final List<Integer> ports = new ArrayList<>();

  @Test
  void serverIsAliveAtOnceAndReadyAfterTheWarmUp() throws IOException {
    try (ProxyUnderTest proxy = ProxyUnderTest.with(Map.of("WARM_UP_MS", "1"))) {
      assertThat(RawClient.request(proxy.port(), to("GET /health/live")).status()).isEqualTo(200);
      RawClient.Response early = RawClient.request(proxy.port(), to("GET /health/ready"));
      assertThat(early.status()).isEqualTo(503);
      assertThat(early.text()).isEqualTo("{\"status\":\"DOWN\",\"reason\":\"warming_up\"}");

      proxy.readiness().onWarmedUp();

      assertThat(RawClient.request(proxy.port(), to("GET /health/ready")).status()).isEqualTo(200);
    }
  }

  @Test
  void processIsReadyAfterItsWarmUpOfWhichNoMetricTells() throws Exception {
    try (ForkedProxy proxy = ForkedProxy.start(Map.of("WARM_UP_MS", "60000"))) {
      assertThat(proxy.awaitLine())
          .matches("Warmed up in \\d+ ms by [\\d,]+ requests to a copy of itself");

      assertThat(RawClient.request(proxy.port(), to("GET /health/ready")).status()).isEqualTo(200);
      assertThat(proxy.scrape().values().entrySet())
          .filteredOn(series -> series.getKey().startsWith("chat_"))
          .filteredOn(series -> !series.getKey().matches("chat_(event_loop_lag|memory_limit).*"))
          .isNotEmpty()
          .allSatisfy(series -> assertThat(series.getValue()).as(series.getKey()).isZero());
    }
  }

  @Test
  void processWithoutWarmUpIsReadyAtOnceAndSaysNothing() throws Exception {
    try (ForkedProxy proxy = ForkedProxy.start(Map.of("WARM_UP_MS", "0"))) {
      assertThat(RawClient.request(proxy.port(), to("GET /health/ready")).status()).isEqualTo(200);
      proxy.terminate();

      assertThat(proxy.awaitExit()).isEmpty();
    }
  }

  @Test
  void copiesListenOnLoopbackBehindAKeyUntilTheEnd() {
    long watchdogs = watchdogs();
    WarmUp.Report report = WarmUp.run(TRANSPORT, limits(LIMIT), this::start);

    eventually("threads ended", () -> watchdogs() == watchdogs);
    assertThat(report.problem()).isNull();
    assertThat(report.requests()).isPositive();
    assertThat(servers).hasSize(2);
    for (Configuration configuration : configurations) {
      assertThat(configuration.host()).isEqualTo("127.0.0.1");
      assertThat(configuration.clientLimits().apiKey()).matches("[0-9a-f]{48}");
      assertThat(configuration.warmUp()).isZero();
    }
    assertThat(servers).noneMatch(EmbeddedServer::isRunning);
    for (int port : ports) {
      assertThatThrownBy(() -> new RawClient(port)).isInstanceOf(IOException.class);
    }
  }

  @Test
  void warmUpEndsAtItsLimit() {
    WarmUp.Report report = WarmUp.run(TRANSPORT, limits(Duration.ofMillis(1)), this::start);

    assertThat(report.message()).endsWith("; ended early: WARM_UP_MS=1 is over");
    assertThat(servers).noneMatch(EmbeddedServer::isRunning);
  }

  @Test
  void failureEndsTheWarmUpAndNotTheProxy() {
    WarmUp.Report report =
        WarmUp.run(
            TRANSPORT,
            limits(LIMIT),
            (configuration, arguments) -> {
              throw new IllegalStateException("no port is free");
            });

    assertThat(report.message())
        .matches("Warmed up in \\d+ ms by 0 requests .*; ended early: no port is free");
  }

  @Test
  void warmUpEndsWhenTheProxyStops() {
    WarmUp.Report report = WarmUp.run(TRANSPORT, new WarmUpLimits(LIMIT, () -> true), this::start);

    assertThat(report.requests()).isZero();
    assertThat(report.problem()).isEqualTo("the proxy is shutting down");
    assertThat(servers).noneMatch(EmbeddedServer::isRunning);
  }

  @Test
  void noServerStartsAfterTheEnd() {
    WarmUp.Report report =
        WarmUp.run(TRANSPORT, new WarmUpLimits(LIMIT, () -> !servers.isEmpty()), this::start);

    assertThat(report.problem()).isEqualTo("the proxy is shutting down");
    assertThat(servers).hasSize(1).noneMatch(EmbeddedServer::isRunning);
  }

  @Test
  void micronautVariablesOfTheOperatorAreOfTheRealServerAlone() throws Exception {
    try (ForkedProxy proxy =
        ForkedProxy.start(
            Map.of("WARM_UP_MS", "60000", "MICRONAUT_SERVER_CONTEXT_PATH", "/below"))) {
      assertThat(proxy.awaitLine())
          .matches("Warmed up in \\d+ ms by [\\d,]+ requests to a copy of itself");

      assertThat(RawClient.request(proxy.port(), to("GET /below/micro/plain")).status())
          .isEqualTo(200);
    }
  }

  private static WarmUpLimits limits(Duration time) {
    return new WarmUpLimits(time, () -> false);
  }

  private static long watchdogs() {
    return Thread.getAllStackTraces().keySet().stream()
        .filter(thread -> thread.getName().equals("event-loop-watchdog"))
        .count();
  }

  private EmbeddedServer start(Configuration configuration, String... arguments) {
    EmbeddedServer server = Application.start(configuration, arguments);
    servers.add(server);
    configurations.add(configuration);
    ports.add(server.getPort());
    return server;
  }
}
