package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.baselines.GuardedProcess.Launch;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Real processes below the guard, in a PATH with chosen programs. */
class GuardedProcessTest {
  private static final Duration GRACE = Duration.ofSeconds(3);

  /** Longer than anything takes here, even on a busy machine. */
  private static final Duration TIMEOUT = Duration.ofSeconds(30);

  @TempDir Path dir;
  private final List<GuardedProcess> started = new ArrayList<>();

  @AfterEach
  void stopAll() {
    started.forEach(GuardedProcess::stop);
  }

  /** Starts a shell script that prints a line once it is set up, and waits for that line. */
  private GuardedProcess start(String script, String... programs) throws Exception {
    Path bin = Files.createDirectories(dir.resolve("bin"));
    for (String program : programs) {
      Path link = bin.resolve(program);
      Files.writeString(link, "#!/bin/sh\nexec /usr/bin/%s \"$@\"\n".formatted(program));
      assertThat(link.toFile().setExecutable(true)).isTrue();
    }
    GuardedProcess process =
        GuardedProcess.start(
            new Launch(
                List.of("/bin/sh", "-c", script), dir, Map.of("PATH", bin.toString()), log()),
            GRACE);
    started.add(process);
    while (log().toFile().length() == 0 && !process.waitFor(Duration.ofMillis(10))) {
      assertThat(process.elapsed()).isLessThan(TIMEOUT);
    }
    return process;
  }

  private Path log() {
    return dir.resolve("log");
  }

  private String output() throws IOException {
    return Files.readString(log()).strip();
  }

  private ProcessHandle printedProcess() throws IOException {
    return ProcessHandle.of(Long.parseLong(output())).orElseThrow();
  }

  private static void assertEnds(ProcessHandle process) throws Exception {
    process.onExit().get(TIMEOUT.toSeconds(), TimeUnit.SECONDS);
  }

  @Test
  void exitStatusAndOutputAreThoseOfTheProcess() throws Exception {
    GuardedProcess process = start("echo out; echo err >&2; exit 7", "setsid", "sleep");

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(process.exitStatus()).isEqualTo(7);
    assertThat(output()).isEqualTo("out\nerr");
    assertThat(process.isStopping()).isFalse();
  }

  @Test
  void processIdIsThatOfTheProcess() throws Exception {
    GuardedProcess process = start("echo $$; exec sleep 1000", "setsid", "sleep");

    assertThat(output()).isEqualTo(Long.toString(process.pid()));
  }

  @Test
  void stopSendsSigtermFirst() throws Exception {
    GuardedProcess process =
        start("trap 'exit 3' TERM; echo ready; while :; do sleep 0.01; done", "setsid", "sleep");

    process.stop();

    assertThat(process.exitStatus()).isEqualTo(3);
    assertThat(process.isStopping()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(strings = {"setsid", "perl"})
  void processThatIgnoresSigtermIsKilledWithItsChildren(String program) throws Exception {
    GuardedProcess process =
        start("trap '' TERM; sleep 1000 & echo $!; while :; do sleep 0.01; done", program, "sleep");
    ProcessHandle child = printedProcess();

    process.requestStop(); // without stop(), which looks for children too

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(process.exitStatus()).isEqualTo(128 + 9);
    assertEnds(child);
  }

  @ParameterizedTest
  @ValueSource(strings = {"setsid", "perl"})
  void childrenThatAProcessLeavesBehindAreKilled(String program) throws Exception {
    GuardedProcess process = start("sleep 1000 & echo $!; exit 5", program, "sleep");
    ProcessHandle child = printedProcess();

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(process.exitStatus()).isEqualTo(5);
    assertEnds(child);
  }

  @Test
  void stopKillsChildrenInSessionsOfTheirOwn() throws Exception {
    GuardedProcess process =
        start("setsid sleep 1000 & echo $!; exec sleep 1000", "setsid", "sleep");
    ProcessHandle child = printedProcess();

    process.stop();

    assertEnds(child);
  }

  @Test
  void childrenInSessionsOfTheirOwnAreKilledAfterARequestToStopToo() throws Exception {
    GuardedProcess process =
        start("setsid sleep 1000 & echo $!; exec sleep 1000", "setsid", "sleep");
    ProcessHandle child = printedProcess();

    process.requestStop();
    assertThat(process.waitFor(TIMEOUT)).isTrue();
    process.stop();

    assertEnds(child);
  }

  @ParameterizedTest
  @ValueSource(strings = {"TERM", "KILL"})
  void logHoldsTheOutputOfTheProcessAlone(String signal) throws Exception {
    GuardedProcess process = start("echo ready; kill -s %s $$".formatted(signal), "setsid");

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(process.exitStatus()).isGreaterThan(128);
    assertThat(output()).isEqualTo("ready");
  }

  @Test
  void scriptOfTheGuardIsNeitherInTheProcessListNorInTheEnvironment() throws Exception {
    GuardedProcess process = start("echo \"[$BENCH_GUARD]\"; exec sleep 1000", "setsid", "sleep");
    ProcessHandle guard = ProcessHandle.of(process.pid()).orElseThrow().parent().orElseThrow();

    assertThat(Files.readString(Path.of("/proc", Long.toString(guard.pid()), "cmdline")))
        .contains("bench-guard")
        .doesNotContain("setsid", "\n");
    assertThat(output()).isEqualTo("[]");
  }

  @Test
  void processEndsWithoutSetsidAndPerlToo() throws Exception {
    GuardedProcess process = start("echo ready; exec sleep 1000", "sleep");

    process.requestStop();

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(process.exitStatus()).isEqualTo(128 + 15);
  }

  @ParameterizedTest
  @ValueSource(strings = {"INT", "HUP", "TERM"})
  void signalToTheGuardLeavesTheEndToTheBench(String signal) throws Exception {
    GuardedProcess process =
        start("trap 'exit 3' TERM; echo $$; while :; do sleep 0.01; done", "setsid", "sleep");
    ProcessHandle guard = printedProcess().parent().orElseThrow();

    int sent =
        new ProcessBuilder("kill", "-s", signal, Long.toString(guard.pid())).start().waitFor();
    assertThat(sent).isZero();
    process.stop();

    assertThat(process.exitStatus()).isEqualTo(3);
    assertThat(process.isStopping()).isTrue();
  }

  @Test
  void killedGuardLeavesNothingOnceItIsStopped() throws Exception {
    GuardedProcess process = start("echo $$; exec sleep 1000", "setsid", "sleep");
    ProcessHandle server = printedProcess();
    server.parent().orElseThrow().destroyForcibly();
    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(server.isAlive()).isTrue();

    process.stop();

    assertEnds(server);
  }

  @Test
  void processHasASessionOfItsOwnSoThatCtrlCDoesNotReachIt() throws Exception {
    GuardedProcess process = start("read -r stat </proc/self/stat; echo $stat", "setsid", "sleep");

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(output().split(" ", -1)[5]).as("session id").isEqualTo(Long.toString(process.pid()));
  }

  @Test
  void missingProgramIsStatus127() throws Exception {
    GuardedProcess process =
        GuardedProcess.start(
            new Launch(List.of("/no/such/program"), dir, System.getenv(), log()), GRACE);
    started.add(process);

    assertThat(process.waitFor(TIMEOUT)).isTrue();
    assertThat(process.exitStatus()).isEqualTo(127);
    assertThat(output()).contains("/no/such/program");
  }
}
