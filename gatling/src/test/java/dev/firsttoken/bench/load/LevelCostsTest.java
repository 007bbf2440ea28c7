package dev.firsttoken.bench.load;

import static dev.firsttoken.bench.testing.Answers.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.Watch;
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

class LevelCostsTest {
  private static final long SECOND_NANOS = 1_000_000_000;

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final Users users = LoneUser.nobodys();
  private final ByteArrayOutputStream err = new ByteArrayOutputStream();
  private final List<Entry> log = new ArrayList<>();
  private final AtomicInteger scrapes = new AtomicInteger();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void endOfALevelSaysWhatItCost() {
    try (ScriptedServer server = counting();
        Costs costs = costs(server, null, false)) {
      LevelEnd end = played(costs, Level.closed(1, 1, 0));

      LevelEnd.ClientCost client = requireNonNull(end.client());
      assertThat(client.loops()).isEqualTo(1);
      assertThat(client.windowNanos()).isPositive();
      LevelEnd.ServerCost cost = requireNonNull(end.server());
      assertThat(cost.foundBy()).isEqualTo("port " + server.port());
      assertThat(cost.windowNanos()).isPositive();
      LevelEnd.ServerSays says = requireNonNull(end.says());
      assertThat(says.from()).isEqualTo(server.baseUrl() + "/metrics");
      // The look whether there are any, then one before the load and one after it.
      assertThat(scrapes).hasValue(3);
      assertThat(says.counters()).isEqualTo(Map.of("looks_total", 1.0));
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  @Test
  void rampIsNotInTheWindow() {
    try (ScriptedServer server = counting();
        Costs costs = costs(server, null, false)) {
      costs.open();
      LevelCosts level = costs.level(true);
      level.ready();
      assertThat(scrapes).hasValue(1);
      level.sends();

      assertThat(level.end().says()).isNotNull();
      assertThat(scrapes).hasValue(3);
    }
  }

  @Test
  void levelThatSentNothingCostNothing() {
    try (ScriptedServer server = counting();
        Costs costs = costs(server, null, false)) {
      costs.open();
      LevelCosts level = costs.level(false);
      level.ready();

      assertThat(level.end()).isEqualTo(LevelCosts.Found.NOTHING);
    }
  }

  @Test
  void serverWithoutMetricsIsAskedOnceAndNothingIsSaid() {
    try (ScriptedServer server = without();
        Costs costs = costs(server, null, false)) {
      LevelEnd end = played(costs, Level.closed(1, 1, 0));

      assertThat(end.says()).isNull();
      assertThat(end.client()).isNotNull();
      assertThat(server.requests()).hasSize(1);
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  @Test
  void metricsThatWereAskedForAndAreNotThereAreMissed() {
    try (ScriptedServer server = without();
        Costs costs = costs(server, null, true)) {
      played(costs, Level.closed(1, 1, 0));

      assertThat(err.toString(UTF_8))
          .isEqualTo("bench: no metrics from " + server.baseUrl() + "/metrics: status 404\n");
    }
  }

  @Test
  void keyGoesWithTheLookForMetricsOfItsOwnServerOnly() {
    try (ScriptedServer server = counting();
        ScriptedServer other = counting()) {
      URI chat = URI.create(server.baseUrl() + "/v1/chat/completions");
      Target target = new Target(chat, true, Duration.ofSeconds(20), "secret", null);
      for (String metrics : List.of("/metrics", other.baseUrl() + "/metrics")) {
        Watch watch = new Watch(null, URI.create(metrics), true, null);
        try (Costs costs = new Costs(watch, target, new PrintStream(err, true, UTF_8))) {
          costs.open();
        }
      }

      assertThat(server.requests())
          .extracting(request -> request.header("authorization"))
          .containsExactly("Bearer secret");
      assertThat(other.requests())
          .extracting(request -> request.header("authorization"))
          .containsOnlyNulls()
          .hasSize(1);
    }
  }

  @Test
  void metricsAreReadByTheTargetsTrust(@TempDir Path dir) throws Exception {
    X509Bundle own =
        new CertificateBuilder()
            .subject("CN=localhost")
            .addSanIpAddress("127.0.0.1")
            .setIsCertificateAuthority(true)
            .buildSelfSigned();
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(own.toKeyManagerFactory().getKeyManagers(), null, null);
    Path caFile = Files.writeString(dir.resolve("ca.pem"), own.getCertificatePathPEM());
    try (ScriptedServer server =
        ScriptedServer.over(
            tls.getServerSocketFactory(),
            peer -> {
              if (peer.readRequest() != null) {
                peer.send(plain("200 OK", "text/plain", "up 1\n"));
              }
            })) {
      URI chat = URI.create(server.baseUrl() + "/v1/chat/completions");
      Watch watch = new Watch(null, URI.create("/metrics"), true, null);
      Target target = new Target(chat, true, Duration.ofSeconds(20), null, caFile);
      try (Costs costs = new Costs(watch, target, new PrintStream(err, true, UTF_8))) {
        costs.open();
        assertThat(costs.scrape()).as(err.toString(UTF_8)).isNotNull();
      }
    }
  }

  @Test
  void whyTheServersProcessIsNotKnownIsSaid() {
    URI elsewhere = URI.create("http://192.0.2.1:9/v1/chat/completions");
    Target target = new Target(elsewhere, true, Duration.ofSeconds(20), null, null);
    Watch watch = new Watch(null, null, false, null);
    try (Costs costs = new Costs(watch, target, new PrintStream(err, true, UTF_8))) {
      costs.open();
    }

    assertThat(err.toString(UTF_8))
        .isEqualTo(
            "bench: the server's CPU and memory are not known: 192.0.2.1 is no address of this"
                + " machine\n");
  }

  @Test
  void processThatIsNobodysIsRefusedBeforeAnythingIsSent() {
    try (ScriptedServer server = counting()) {
      assertThatThrownBy(() -> costs(server, Integer.MAX_VALUE, false))
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("--watch-pid=2147483647: no such process");
      assertThat(server.requests()).isEmpty();
    }
  }

  @Test
  void nothingIsLookedAtAfterTheRun() {
    try (ScriptedServer server = counting()) {
      Costs costs = costs(server, null, false);
      costs.open();
      LevelCosts level = costs.level(false);
      costs.close();
      level.ready();
      level.sends();

      assertThat(level.end()).isEqualTo(LevelCosts.Found.NOTHING);
      assertThat(scrapes).hasValue(1);
      assertThat(err.toString(UTF_8)).isEmpty();
    }
  }

  /** Its only counter is how often it was asked. */
  private ScriptedServer counting() {
    return ScriptedServer.playing(
        peer -> {
          if (peer.readRequest() != null) {
            peer.send(
                plain("200 OK", "text/plain", "looks_total " + scrapes.incrementAndGet() + "\n"));
          }
        });
  }

  private static ScriptedServer without() {
    return ScriptedServer.answering(plain("404 Not Found", "text/plain", "").getBytes(UTF_8));
  }

  private Costs costs(ScriptedServer server, @Nullable Integer pid, boolean asked) {
    URI chat = URI.create(server.baseUrl() + "/api/chat/completions");
    return new Costs(
        new Watch(pid, URI.create("/metrics"), asked, null),
        new Target(chat, true, Duration.ofSeconds(20), null, null),
        new PrintStream(err, true, UTF_8));
  }

  /** A level of one user, who sends one request that takes no time. */
  private LevelEnd played(Costs costs, Level plan) {
    costs.open();
    ClosedLevel level = new ClosedLevel(0, plan, new Warmup(0, true), () -> SECOND_NANOS);
    level.measure(costs);
    level.on(loop);
    level.enter(log::add);
    level.ready();
    level.take();
    level.leave(users, log::add);
    return (LevelEnd) log.getLast();
  }
}
