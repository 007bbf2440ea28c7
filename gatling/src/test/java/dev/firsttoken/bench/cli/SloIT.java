package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.goodStream;
import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.bench.SweepSimulation;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.file.Path;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("together")
class SloIT {
  /** Gatling's own exit status. */
  private static final int ASSERTIONS_FAILED = 2;

  /** Few requests for loads that all fail: users rest twice as long after each failure. */
  private static final String FEW = "4";

  @TempDir Path dir;

  @Test
  void missedSloExitsWithFourAndOneMessagePerObjective() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = sweep(server, "--slo=ttft:p95<1us,error<1%,rps>1000000")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SLO_MISSED);

      JsonNode result = bench.json();
      assertThat(result.path("slo_met").asBoolean()).isFalse();
      assertThat(result.path("valid").asBoolean()).isTrue();
      assertThat(result.path("good").asInt()).isZero();
      assertThat(bench.err())
          .containsPattern("SLO missed: ttft:p95 is [0-9.]+ us, but must be below 1us\\.")
          .containsPattern("SLO missed: rps is [0-9.]+/s, but must be above 1000000\\.")
          .doesNotContain("error is");
    }
  }

  @Test
  void metSloExitsWithZero() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = sweep(server, "--slo=ttft:p95<60s,goodput>99%")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);

      assertThat(bench.json().path("slo_met").asBoolean()).isTrue();
      assertThat(bench.json().path("good").asInt()).isEqualTo(20);
      assertThat(bench.err()).doesNotContain("SLO missed");
    }
  }

  @Test
  void allowedFailuresDoNotFailTheRun() {
    try (ScriptedServer server = failingEveryThirdRequest();
        BenchProcess bench = sweep(server, "--slo=error<=70%")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.json().path("failed").asInt()).isPositive();
    }
  }

  @Test
  void runWithoutResponsesFailsEvenIfTheSloAllowsIt() {
    String busy = plain("503 Busy", "application/json", "{}");
    try (ScriptedServer server = ScriptedServer.responding(busy.getBytes(UTF_8));
        BenchProcess bench = sweep(server, "--slo=error<=100%", FEW)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains("INVALID: no request succeeded");
    }
  }

  /** Starts a server that fails every second request of each connection. */
  private static ScriptedServer failingEveryThirdRequest() {
    String busy = plain("503 Busy", "application/json", "{}");
    return ScriptedServer.running(
        peer -> {
          for (int i = 0; peer.readRequest() != null; i++) {
            peer.send(i % 3 < 2 ? goodStream() : busy);
          }
        });
  }

  @Test
  void invalidSloIsAUsageErrorBeforeAnyRequest() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess bench = sweep(server, "--slo=ttft:p95<300")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains("ttft:p95<300: the limit needs a unit");
      assertThat(server.peers()).isEmpty();
    }
  }

  @Test
  void missedSloFailsTheMavenBuildWithAMessage() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess build = build(server, "ttft:p95<1us,error<1%")) {
      assertThat(build.exitStatus()).as(build.err()).isEqualTo(ASSERTIONS_FAILED);
      assertThat(build.out()).contains("SLO: count of failed events is 0.0 : false");
      assertThat(build.err())
          .containsPattern("SLO missed: ttft:p95 is [0-9.]+ us, but must be below 1us\\.");
    }
  }

  @Test
  void metSloPassesTheMavenBuild() {
    try (ScriptedServer server = ScriptedServer.responding(goodStream().getBytes(UTF_8));
        BenchProcess build = build(server, "ttft:p95<60s")) {
      assertThat(build.exitStatus()).as(build.out() + build.err()).isZero();
      assertThat(build.out()).contains("SLO: count of failed events is 0.0 : true");
    }
  }

  @Test
  void allowedFailuresPassTheMavenBuild() {
    try (ScriptedServer server = failingEveryThirdRequest();
        BenchProcess build = build(server, "error<=70%")) {
      assertThat(build.exitStatus()).as(build.out() + build.err()).isZero();
    }
  }

  @Test
  void invalidResultFailsAMavenBuildWithAnSlo() {
    String busy = plain("503 Busy", "application/json", "{}");
    try (ScriptedServer server = ScriptedServer.responding(busy.getBytes(UTF_8));
        BenchProcess build = build(server, "error<=100%", FEW)) {
      assertThat(build.exitStatus()).as(build.out() + build.err()).isEqualTo(ASSERTIONS_FAILED);
    }
  }

  @Test
  void failuresFailAMavenBuildWhoseSloHasNoErrorObjective() {
    try (ScriptedServer server = failingEveryThirdRequest();
        BenchProcess build = build(server, "rps>=0")) {
      assertThat(build.exitStatus()).as(build.out() + build.err()).isEqualTo(ASSERTIONS_FAILED);
      assertThat(build.out()).contains("SLO: count of failed events is 0.0 : true");
    }
  }

  private BenchProcess build(ScriptedServer server, String slo) {
    return build(server, slo, "20");
  }

  private BenchProcess build(ScriptedServer server, String slo, String total) {
    return BenchProcess.simulate(
        SweepSimulation.class,
        dir,
        "baseUrl=" + server.baseUrl(),
        "concurrency=2",
        "total=" + total,
        "warmup=2",
        "slo=" + slo);
  }

  private BenchProcess sweep(ScriptedServer server, String slo) {
    return sweep(server, slo, "20");
  }

  private BenchProcess sweep(ScriptedServer server, String slo, String total) {
    return BenchProcess.sweep(
        dir, server, "--concurrency=2", "--total=" + total, "--warmup=2", slo);
  }
}
