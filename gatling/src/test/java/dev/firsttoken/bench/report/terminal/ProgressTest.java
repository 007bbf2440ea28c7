package dev.firsttoken.bench.report.terminal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.Phase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ProgressTest {
  private static ProgressSnapshot ended(int requests) {
    return new ProgressSnapshot(
        Level.closed(8, 60, 0),
        Phase.MEASURED,
        0,
        1_000_000_000,
        requests,
        0,
        0,
        Throughput.NONE,
        null);
  }

  @Test
  void lastBarShowsTheEndOfTheRunAndIsErased() throws InterruptedException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(bytes, true, UTF_8);
    AtomicInteger count = new AtomicInteger(56);
    CountDownLatch looked = new CountDownLatch(1);
    Console console = new Console(out, new Terminal(out, 80), out, false, null);
    try (Progress _ =
        new Progress(
            console,
            () -> {
              ProgressSnapshot snapshot = ended(count.getAndSet(60));
              looked.countDown();
              return snapshot;
            })) {
      looked.await();
    }

    List<String> frames = bytes.toString(UTF_8).lines().toList();
    assertThat(frames.stream().filter(frame -> !frame.isBlank()).toList().getLast())
        .contains("100%", "60/60");
    assertThat(frames.getLast()).isBlank();
  }
}
