package dev.firsttoken.bench.monitor;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.load.levels.ClosedLevel;
import dev.firsttoken.bench.load.levels.Warmup;
import dev.firsttoken.bench.options.ConnectionOptions;
import dev.firsttoken.bench.options.MonitorOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.value.RequestHeaders;
import dev.firsttoken.bench.samples.Entry;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.pkitesting.CertificateBuilder;
import io.netty.pkitesting.X509Bundle;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LevelCostMonitorTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Entry> log = new ArrayList<>();
  private final AtomicInteger scrapes = new AtomicInteger();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void endOfALevelReportsItsCosts() {
    try (ScriptedServer server = countingServer();
        CostMonitor costMonitor = costs(server, null, false)) {
      LevelEnd end = runLevel(costMonitor, Level.closed(1, 1, 0));

      LevelEnd.ClientCost client = requireNonNull(end.client());
      assertThat(client.loops()).isEqualTo(1);
      assertThat(client.windowNanos()).isPositive();
      LevelEnd.ServerCost cost = requireNonNull(end.server());
      assertThat(cost.foundBy()).isEqualTo("port " + server.port());
      assertThat(cost.windowNanos()).isPositive();
      LevelEnd.ServerMetrics serverMetrics = requireNonNull(end.metrics());
      assertThat(serverMetrics.from()).isEqualTo(server.baseUrl() + "/metrics");
      // One scrape to find the metrics, one before the load and one after it.
      assertThat(scrapes).hasValue(3);
      assertThat(serverMetrics.counters()).isEqualTo(Map.of("scrapes_total", 1.0));
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  @Test
  void rampIsOutsideTheWindow() {
    try (ScriptedServer server = countingServer();
        CostMonitor costMonitor = costs(server, null, false)) {
      costMonitor.discover();
      LevelCostMonitor level = new LevelCostMonitor(costMonitor, true);
      level.onWarmedUp();
      assertThat(scrapes).hasValue(1);
      level.onSend();

      assertThat(level.stop().serverMetrics()).isNotNull();
      assertThat(scrapes).hasValue(3);
    }
  }

  @Test
  void levelThatSentNothingHasNoCosts() {
    try (ScriptedServer server = countingServer();
        CostMonitor costMonitor = costs(server, null, false)) {
      costMonitor.discover();
      LevelCostMonitor level = new LevelCostMonitor(costMonitor, false);
      level.onWarmedUp();

      assertThat(level.stop()).isEqualTo(LevelCostMonitor.Costs.NONE);
    }
  }

  @Test
  void serverWithoutMetricsIsScrapedOnceWithoutAMessage() {
    try (ScriptedServer server = serverWithoutMetrics();
        CostMonitor costMonitor = costs(server, null, false)) {
      LevelEnd end = runLevel(costMonitor, Level.closed(1, 1, 0));

      assertThat(end.metrics()).isNull();
      assertThat(end.client()).isNotNull();
      assertThat(server.requests()).hasSize(1);
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  @Test
  void requestedMetricsThatAreMissingAreReported() {
    try (ScriptedServer server = serverWithoutMetrics();
        CostMonitor costMonitor = costs(server, null, true)) {
      runLevel(costMonitor, Level.closed(1, 1, 0));

      assertThat(err.toString(UTF_8))
          .isEqualTo("bench: no metrics from " + server.baseUrl() + "/metrics: status 404\n");
    }
  }

  @Test
  void keyIsSentToTheMetricsOfItsOwnServerOnly() {
    try (ScriptedServer server = countingServer();
        ScriptedServer other = countingServer()) {
      URI chat = URI.create(server.baseUrl() + "/v1/chat/completions");
      Target target =
          new Target(
              chat,
              true,
              Duration.ofSeconds(20),
              "secret",
              null,
              RequestHeaders.parse("X-Api-Key: k\nX-Team: a\nX-Team: b\nAccept: x/y", name -> null),
              ConnectionOptions.DEFAULT);
      for (String metrics : List.of("/metrics", other.baseUrl() + "/metrics")) {
        MonitorOptions monitorOptions = new MonitorOptions(null, URI.create(metrics), true, null);
        try (CostMonitor costMonitor =
            new CostMonitor(monitorOptions, target, new PrintStream(err, true, UTF_8))) {
          costMonitor.discover();
        }
      }

      assertThat(server.requests())
          .extracting(request -> request.header("authorization"))
          .containsExactly("Bearer secret");
      assertThat(server.requests().getFirst().headers().lines())
          .contains("x-api-key: k", "x-team: a", "x-team: b")
          .doesNotContain("accept: x/y");
      assertThat(other.requests())
          .extracting(request -> request.header("authorization"))
          .containsOnlyNulls()
          .hasSize(1);
      assertThat(other.requests().getFirst().headers()).doesNotContainIgnoringCase("x-api-key");
    }
  }

  @Test
  void metricsAreReadWithTheTargetsTrustStore(@TempDir Path dir) throws Exception {
    X509Bundle certificate =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(certificate.toKeyManagerFactory().getKeyManagers(), null, null);
    Path caFile = Files.writeString(dir.resolve("ca.pem"), certificate.getCertificatePathPEM());
    try (ScriptedServer server =
        ScriptedServer.runningOn(
            tls.getServerSocketFactory(),
            peer -> {
              if (peer.readRequest() != null) {
                peer.send(plain("200 OK", "text/plain", "up 1\n"));
              }
            })) {
      URI chat = URI.create(server.baseUrl() + "/v1/chat/completions");
      MonitorOptions monitorOptions = new MonitorOptions(null, URI.create("/metrics"), true, null);
      Target target = new Target(chat, true, Duration.ofSeconds(20), null, caFile);
      try (CostMonitor costMonitor =
          new CostMonitor(monitorOptions, target, new PrintStream(err, true, UTF_8))) {
        costMonitor.discover();
        assertThat(costMonitor.scrape()).as(err.toString(UTF_8)).isNotNull();
      }
    }
  }

  @Test
  void reasonForAnUnknownServerProcessIsReported() {
    URI elsewhere = URI.create("http://192.0.2.1:9/v1/chat/completions");
    Target target = new Target(elsewhere, true, Duration.ofSeconds(20), null, null);
    MonitorOptions monitorOptions = new MonitorOptions(null, null, false, null);
    try (CostMonitor costMonitor =
        new CostMonitor(monitorOptions, target, new PrintStream(err, true, UTF_8))) {
      costMonitor.discover();
    }

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "bench: the server's CPU and memory are unknown: 192.0.2.1 is not an address of this"
                + " machine\n");
  }

  @Test
  void unknownProcessIsRejectedBeforeAnythingIsSent() {
    try (ScriptedServer server = countingServer()) {
      assertThatThrownBy(() -> costs(server, Integer.MAX_VALUE, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("--watch-pid=2147483647: no such process");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void nothingIsSampledAfterTheRun() {
    try (ScriptedServer server = countingServer()) {
      CostMonitor costMonitor = costs(server, null, false);
      costMonitor.discover();
      LevelCostMonitor level = new LevelCostMonitor(costMonitor, false);
      costMonitor.close();
      level.onWarmedUp();
      level.onSend();

      assertThat(level.stop()).isEqualTo(LevelCostMonitor.Costs.NONE);
      assertThat(scrapes).hasValue(1);
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  /** A server whose only counter is the number of scrapes. */
  private ScriptedServer countingServer() {
    return ScriptedServer.running(
        peer -> {
          if (peer.readRequest() != null) {
            peer.send(
                plain("200 OK", "text/plain", "scrapes_total " + scrapes.incrementAndGet() + "\n"));
          }
        });
  }

  private static ScriptedServer serverWithoutMetrics() {
    return ScriptedServer.responding(plain("404 Not Found", "text/plain", "").getBytes(UTF_8));
  }

  private CostMonitor costs(ScriptedServer server, @Nullable Integer pid, boolean requested) {
    URI chat = URI.create(server.baseUrl() + "/api/chat/completions");
    return new CostMonitor(
        new MonitorOptions(pid, URI.create("/metrics"), requested, null),
        new Target(chat, true, Duration.ofSeconds(20), null, null),
        new PrintStream(err, true, UTF_8));
  }

  /** Runs a level of one user with one request that takes no time. */
  private LevelEnd runLevel(CostMonitor costMonitor, Level plan) {
    costMonitor.discover();
    ClosedLevel level = new ClosedLevel(0, plan, new Warmup(0, true), () -> SECOND_NANOS);
    level.monitorCosts(costMonitor);
    level.addLoop(loop);
    level.userJoined(log::add);
    level.userWarmedUp();
    level.poll();
    level.userLeft(log::add);
    return (LevelEnd) log.getLast();
  }
}
