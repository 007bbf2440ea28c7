package dev.firsttoken.bench.wrk;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WrkProcessTest {
  private static final Duration LONG = Duration.ofSeconds(60);

  @TempDir Path dir;
  private final WrkProcess process = new WrkProcess();

  private WrkProcess.End run(String script, Duration limit) throws IOException {
    return process.run(List.of("/bin/sh", "-c", script), dir.resolve("output"), limit);
  }

  private ProcessHandle started() throws IOException {
    long pid = Long.parseLong(Files.readString(dir.resolve("output")).strip());
    return ProcessHandle.of(pid).orElse(ProcessHandle.current());
  }

  @Test
  void bothStreamsAndTheExitStatusAreKept() throws IOException {
    WrkProcess.End end = run("echo out; echo err >&2; exit 7", LONG);

    assertThat(end.ending()).isEqualTo(Ending.EXITED);
    assertThat(end.exitStatus()).isEqualTo(7);
    assertThat(dir.resolve("output")).content().contains("out\n", "err\n");
  }

  @Test
  void cpuTimeIsThatOfTheProcessAndItsChildren() throws IOException {
    String busy = "i=0; while [ $i -lt 300000 ]; do i=$((i + 1)); done";

    Duration idle = cpuTime("exit 0");
    assertThat(cpuTime(busy)).isGreaterThan(idle);
    assertThat(cpuTime("/bin/sh -c '%s'; exit 0".formatted(busy))).isGreaterThan(idle);
  }

  private Duration cpuTime(String script) throws IOException {
    return requireNonNull(run(script, LONG).cpuTime());
  }

  @Test
  void processBeyondItsLimitIsEnded() throws Exception {
    WrkProcess.End end = run("echo $$; exec sleep 1000", Duration.ofMillis(300));

    assertThat(end).isEqualTo(new WrkProcess.End(Ending.TIMED_OUT, null, null));
    long pid = Long.parseLong(Files.readString(dir.resolve("output")).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void processThatIgnoresSigtermIsKilled() throws Exception {
    WrkProcess.End end =
        run("trap '' TERM; echo $$; while :; do sleep 1; done", Duration.ofMillis(300));

    assertThat(end.ending()).isEqualTo(Ending.TIMED_OUT);
    long pid = Long.parseLong(Files.readString(dir.resolve("output")).strip());
    assertThat(ProcessHandle.of(pid).filter(ProcessHandle::isAlive)).isEmpty();
  }

  @Test
  void processThatPrintsWithoutEndIsEnded() throws IOException {
    WrkProcess.End end = run("exec yes", LONG);

    assertThat(end).isEqualTo(new WrkProcess.End(Ending.TOO_LONG, null, null));
    assertThat(RawOutput.read(dir.resolve("output"))).hasSize(RawOutput.MAX_BYTES);
  }

  @Test
  void interruptEndsTheProcessAndKeepsOthersFromStarting() throws Exception {
    CompletableFuture<WrkProcess.End> running =
        CompletableFuture.supplyAsync(
            () -> {
              try {
                return run("echo $$; exec sleep 1000", LONG);
              } catch (IOException e) {
                throw new AssertionError(e);
              }
            });
    while (!running.isDone()
        && (Files.notExists(dir.resolve("output")) || Files.size(dir.resolve("output")) == 0)) {
      Thread.onSpinWait();
    }
    ProcessHandle tool = started();

    process.interrupt();

    assertThat(running.get(30, TimeUnit.SECONDS))
        .isEqualTo(new WrkProcess.End(Ending.INTERRUPTED, null, null));
    assertThat(tool.isAlive()).isFalse();
    assertThat(run("exit 0", LONG).ending()).isEqualTo(Ending.INTERRUPTED);
  }
}
