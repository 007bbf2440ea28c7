package dev.firsttoken.bench.cli;

import static dev.firsttoken.bench.testing.ChatResponses.plain;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.testing.BenchProcess;
import dev.firsttoken.bench.wrk.StandIn;
import dev.firsttoken.bench.wrk.WrkTool;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The real {@code ./bench wrk2} with stand-ins that print what wrk and wrk2 printed. */
@Tag("together")
class Wrk2IT {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final byte[] RESPONSE =
      plain("200 OK", "text/plain", "x".repeat(1024)).getBytes(UTF_8);
  private static final int TIMEOUT_SECONDS = 30;

  @TempDir Path dir;
  private ScriptedServer server;

  @BeforeEach
  void startServer() {
    server = ScriptedServer.responding(RESPONSE);
  }

  @AfterEach
  void stopServer() {
    server.close();
  }

  private BenchProcess start(Map<String, String> env, String... flags) {
    List<String> args = new ArrayList<>(List.of("wrk2", "--results-dir=" + dir.resolve("run")));
    args.addAll(List.of(flags));
    return BenchProcess.start(dir, env, args.toArray(String[]::new));
  }

  private BenchProcess start(StandIn tool, String... flags) {
    return start(
        Map.of("WRK_BIN", tool.file().toString(), "WRK_URL", server.baseUrl() + "/micro/plain"),
        flags);
  }

  private JsonNode read(String file) throws Exception {
    return JSON.readTree(dir.resolve("run").resolve(file).toFile());
  }

  @Test
  void recordedOutputOfWrk2BecomesAResultThatReportMakesAgain() throws Exception {
    StandIn tool = StandIn.replaying(dir, WrkTool.WRK2, "wrk2-plain-ok");
    JsonNode json;
    try (BenchProcess bench = start(tool, "--rate=2000", "--connections=64", "--threads=2")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      json = bench.json();
      assertThat(bench.err()).contains("corrected for coordinated omission", "1987.2");
      assertThat(bench.err().lines().filter(line -> line.contains("p99.9")))
          .allMatch(line -> line.length() <= 100);
    }
    assertThat(tool.readCalls())
        .containsExactly(
            "-t2 -c64 -d30s --timeout 2s -R2000 --u_latency %s/micro/plain"
                .formatted(server.baseUrl()));
    assertThat(json.path("tool").asText()).isEqualTo("wrk2");
    assertThat(json.path("corrected").asBoolean()).isTrue();
    assertThat(json.path("rate_asked").asInt()).isEqualTo(2000);
    assertThat(json.path("rate").asDouble()).isEqualTo(1987.23);
    assertThat(json.path("requests").asInt()).isEqualTo(19_876);
    assertThat(json.path("latency_ms").path("p999").asDouble()).isEqualTo(5.11);
    assertThat(json.at("/runs/0/spectrum")).hasSize(74);
    assertThat(json.at("/server/peak_rss_bytes").asLong()).isPositive();
    assertThat(json.at("/targets/0/response_bytes").asInt()).isEqualTo(1024);
    assertThat(read("result.json")).isEqualTo(json);
    assertThat(dir.resolve("run/raw/1-default.txt")).content().contains("Requests/sec:   1987.23");

    Files.delete(dir.resolve("run/result.json"));
    try (BenchProcess report = BenchProcess.start(dir, "report", dir.resolve("run").toString())) {
      assertThat(report.exitStatus()).as(report.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(report.json()).isEqualTo(json);
    }
    assertThat(read("result.json")).isEqualTo(json);
  }

  @Test
  void flagWinsOverItsVariable() throws Exception {
    StandIn tool = StandIn.replaying(dir, WrkTool.WRK2, "wrk2-plain-ok");
    Map<String, String> env =
        Map.of(
            "WRK_BIN", "/no/such/tool",
            "WRK_URL", server.baseUrl() + "/x",
            "WRK_RATE", "7",
            "WRK_DURATION", "11s",
            "WRK_CONNECTIONS", "2",
            "WRK_TIMEOUT", "9s");
    try (BenchProcess bench = start(env, "--bin=" + tool.file(), "--rate=8", "--json=copy.json")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(JSON.readTree(dir.resolve("copy.json").toFile())).isEqualTo(bench.json());
    }
    assertThat(tool.readCalls())
        .containsExactly(
            "-t2 -c2 -d11s --timeout 9s -R8 --u_latency %s/x".formatted(server.baseUrl()));
  }

  @Test
  void wrkIsGivenNoRateAndItsLatenciesAreNotCorrected() throws Exception {
    StandIn tool = StandIn.replaying(dir, WrkTool.WRK, "wrk-plain-ok");
    try (BenchProcess bench = start(tool, "--rate=100")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.err())
          .contains("--rate is not used: wrk knows no rate", "(coordinated omission)");
      assertThat(bench.json().path("corrected").asBoolean()).isFalse();
      assertThat(bench.json().path("rate_asked").isNull()).isTrue();
      assertThat(bench.json().at("/latency_ms/p999").isNull()).isTrue();
    }
    assertThat(tool.readCalls()).allMatch(call -> !call.contains("-R"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--bin=/no/such/wrk2 | --bin=/no/such/wrk2: there is no such program. Install wrk",
        "--bin=/bin/cat | /bin/cat is neither wrk2 nor wrk: with -v it prints",
        "--rate=0 | --rate=0: must be a whole number from 1 to 1,000,000",
        "--url=nonsense | --url=nonsense: must be an http or https URL",
        "--rat=5 | did you mean --rate"
      })
  void usageErrorIsOneLine(String flag, String message) {
    try (BenchProcess bench = start(Map.of(), flag)) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err()).contains(message);
      assertThat(bench.err().strip().lines()).hasSize(1);
      assertThat(bench.out()).isEmpty();
    }
    assertThat(dir.resolve("run")).doesNotExist();
  }

  @Test
  void unknownServerIsNamedWithoutAFlagOfAnotherCommand() throws Exception {
    StandIn tool = StandIn.running(dir, WrkTool.WRK, "exit 0");
    try (BenchProcess bench = start(tool, "--targets=nope")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.USAGE);
      assertThat(bench.err())
          .contains("--targets: no server \"nope\" responds to plain GET requests; choose from")
          .doesNotContain("--mode");
    }
    assertThat(tool.calls()).doesNotExist();
  }

  @Test
  void refusedConnectionIsReportedBeforeTheToolIsRun() throws Exception {
    StandIn tool = StandIn.running(dir, WrkTool.WRK, "exit 0");
    Map<String, String> env = Map.of("WRK_URL", "http://127.0.0.1:1/x");
    try (BenchProcess bench = start(env, "--bin=" + tool.file())) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.UNREACHABLE);
      assertThat(bench.err()).contains("can't reach http://127.0.0.1:1");
    }
    assertThat(tool.calls()).doesNotExist();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "echo broken; exit 1 | wrk2 ended with exit status 1: broken",
        "echo 'Running 1s test'; exit 0 | printed no complete result: its output ends with"
            + " \"Running",
        "exit 0 | wrk2 printed no complete result: it printed nothing",
        "exec yes | wrk2 printed more than 4 MiB, so it was ended"
      })
  void runWithoutNumbersIsAFailureThatSaysWhy(String script, String reason) throws Exception {
    assertFails(script, reason);
  }

  /** Ten seconds after its duration. */
  @Test
  @Tag("long")
  void toolThatDoesNotEndIsEnded() throws Exception {
    assertFails("exec sleep 1000", "wrk2 did not end after its duration, so it was ended");
  }

  private void assertFails(String script, String reason) throws Exception {
    StandIn tool = StandIn.running(dir, WrkTool.WRK2, script);
    try (BenchProcess bench = start(tool, "--duration=1s")) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.err()).contains(reason.substring(0, 20));
      assertThat(bench.json().path("failure").asText()).contains(reason);
      assertThat(bench.json().path("latency_ms").isNull()).isTrue();
    }
  }

  @Test
  void statusOfTheErrorsIsToldBeforeTheLoadAndAfterIt() throws Exception {
    server.close();
    server =
        ScriptedServer.responding(plain("404 Not Found", "text/plain", "none").getBytes(UTF_8));
    StandIn tool = StandIn.replaying(dir, WrkTool.WRK, "wrk-non2xx");
    try (BenchProcess bench = start(tool)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      String sentence =
          "the server responds to %s/micro/plain with status 404: there is nothing at this path."
              .formatted(server.baseUrl());
      assertThat(bench.err().replaceAll("\\s+", " "))
          .containsSubsequence("bench: " + sentence, "loading the server for 30 s", sentence);
    }
  }

  @Test
  void failedRequestsAreAFailure() throws Exception {
    StandIn tool = StandIn.replaying(dir, WrkTool.WRK2, "wrk2-non2xx");
    try (BenchProcess bench = start(tool)) {
      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(ExitStatus.FAILED);
      assertThat(bench.json().at("/errors/status").asInt()).isEqualTo(1251);
    }
  }

  @ParameterizedTest
  @CsvSource({"INT,130", "TERM,143"})
  void signalEndsTheToolAndKeepsEarlierRounds(String signal, int status) throws Exception {
    StandIn.replaying(dir, WrkTool.WRK2, "wrk2-plain-ok");
    StandIn tool =
        StandIn.running(
            dir,
            WrkTool.WRK2,
            "if [ -e '%1$s/first' ]; then echo half; exec sleep 1000; fi; touch '%1$s/first'; cat '%1$s/wrk2-plain-ok.txt'"
                .formatted(dir));
    try (BenchProcess bench = start(tool, "--rounds=3")) {
      bench.awaitErr(Pattern.compile("(round 2 of 3)"));
      List<ProcessHandle> processes = bench.descendants();
      if (signal.equals("INT")) {
        bench.interrupt();
      } else {
        bench.terminate();
      }

      assertThat(bench.exitStatus()).as(bench.err()).isEqualTo(status);
      for (ProcessHandle process : processes) {
        process.onExit().get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
      }
    }
    JsonNode json = read("result.json");
    assertThat(json.path("partial").asBoolean()).isTrue();
    assertThat(json.at("/runs/0/requests").asInt()).isEqualTo(19_876);
    assertThat(json.path("runs").size()).isLessThanOrEqualTo(2);
  }

  @Test
  void helpListsEachFlagWithItsVariable() {
    try (BenchProcess bench = BenchProcess.start(dir, "wrk2", "--help")) {
      assertThat(bench.exitStatus()).isEqualTo(ExitStatus.SUCCESS);
      assertThat(bench.out())
          .contains("--bin=FILE", "WRK_BIN", "--url=URL", "WRK_TIMEOUT", "Default: 5000", "--dir");
    }
  }
}
