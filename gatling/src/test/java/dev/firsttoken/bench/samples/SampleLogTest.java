package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleLogTest {
  @TempDir Path dir;

  @Test
  void theHeaderIsThereBeforeAnySample() {
    RunHeader header = new RandomSamples(1).header();
    try (SampleLog log = SampleLog.open(dir.resolve("new/folder"), header, entry -> {})) {
      assertThat(SampleFile.open(dir.resolve("new/folder/samples.jsonl.gz")).header())
          .isEqualTo(header);
      log.append(new RandomSamples(1).begin());
    }
  }

  @Test
  void whoeverWantsToKnowIsToldOfEachEntryInOrderOnceItIsWritten() {
    List<Entry> told = new ArrayList<>();
    List<Entry> appended =
        List.of(
            new RandomSamples(1).begin(),
            TestSample.at(0, 1).sample(),
            TestSample.at(1, 2).sample(),
            new RandomSamples(1).end());
    try (SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), told::add)) {
      appended.forEach(log::append);
    }
    assertThat(told).isEqualTo(appended);
  }

  @Test
  void whateverIsTakenWhileTheLogClosesIsInTheFile() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
      log.append(new RandomSamples(1).begin());
      AtomicInteger taken = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(3);
      List<Thread> users = new ArrayList<>();
      for (int user = 0; user < 3; user++) {
        users.add(Thread.ofPlatform().start(() -> appendUntilClosed(log, taken, started)));
      }
      started.await();
      log.close();
      for (Thread user : users) {
        user.join();
      }
      assertThat(samples()).isEqualTo(taken.get());
    }
  }

  private static void appendUntilClosed(
      SampleLog log, AtomicInteger taken, CountDownLatch started) {
    Sample sample = TestSample.at(0, 1).sample();
    try {
      for (int i = 0; i < 2_000; i++) {
        log.append(sample);
        if (taken.incrementAndGet() % 500 == 0) {
          started.countDown();
        }
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("came too late");
    }
  }

  @Test
  void closingTwiceIsClosingOnce() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.append(new RandomSamples(1).begin());
    log.append(TestSample.at(0, 1).sample());
    log.close();
    log.close();
    assertThat(samples()).isEqualTo(1);
  }

  @Test
  void aSampleAfterTheEndIsRefused() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.close();
    assertThatThrownBy(() -> log.append(TestSample.at(0, 1).sample()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(dir.toString());
  }

  @Test
  void closingInAnInterruptedThreadStillWrites() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.append(new RandomSamples(1).begin());
    log.append(TestSample.at(0, 1).sample());
    Thread.currentThread().interrupt();
    log.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(samples()).isEqualTo(1);
  }

  @Test
  void whatCannotBeWrittenIsToldWhenTheLogCloses() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.append(torn());
    log.append(TestSample.at(0, 1).sample());
    assertThatThrownBy(log::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("samples.jsonl.gz lacks samples");
  }

  @Test
  void anErrorWhileSummingUpIsNoQuietEnd() {
    SampleLog log =
        SampleLog.open(
            dir,
            new RandomSamples(1).header(),
            entry -> {
              throw new OutOfMemoryError("no room");
            });
    assertThat(log.failed()).isFalse();
    log.append(new RandomSamples(1).begin());
    log.end();
    assertThatThrownBy(log::close)
        .hasMessageContaining("lacks samples")
        .hasMessageContaining("no room");
    assertThat(log.failed()).isTrue();
    assertThat(SampleFile.open(dir.resolve(SampleLog.FILE)).forEach(entry -> {})).isFalse();
  }

  @Test
  void aFileThatCannotBeMadeIsNamed() throws IOException {
    Path taken = Files.createFile(dir.resolve("taken"));
    assertThatThrownBy(() -> SampleLog.open(taken, new RandomSamples(1).header(), entry -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(taken.resolve("samples.jsonl.gz").toString());
  }

  /** Its stamps are no triples. */
  private static Sample torn() {
    Sample whole = new RandomSamples(1).sample();
    return new Sample(
        0,
        Phase.MEASURED,
        1,
        1,
        1,
        1,
        1,
        new long[0],
        0,
        0,
        -1,
        1,
        200,
        whole.outcome(),
        null,
        1,
        1,
        null,
        1,
        1,
        1,
        new long[1]);
  }

  private int samples() {
    AtomicInteger count = new AtomicInteger();
    SampleFile.open(dir.resolve(SampleLog.FILE))
        .forEach(entry -> count.addAndGet(entry instanceof Sample ? 1 : 0));
    return count.get();
  }
}
