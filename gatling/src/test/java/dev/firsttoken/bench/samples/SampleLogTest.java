package dev.firsttoken.bench.samples;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.samples.Sample.Reconnect;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class SampleLogTest {
  @TempDir Path dir;

  @Test
  void headerIsWrittenBeforeAnySample() {
    RunHeader header = new RandomSamples(1).header();
    try (SampleLog log = SampleLog.open(dir.resolve("new/folder"), header, entry -> {})) {
      assertThat(SampleFile.open(dir.resolve("new/folder/samples.jsonl.gz")).header())
          .isEqualTo(header);
      log.append(new RandomSamples(1).begin());
    }
  }

  @Test
  void callbackGetsEachEntryInOrderOnceItIsWritten() {
    List<Entry> received = new ArrayList<>();
    List<Entry> appended =
        List.of(
            new RandomSamples(1).begin(),
            TestSample.at(0, 1).sample(),
            TestSample.at(1, 2).sample(),
            new RandomSamples(1).end());
    try (SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), received::add)) {
      appended.forEach(log::append);
    }
    assertThat(received).isEqualTo(appended);
  }

  @Test
  void everyEntryAcceptedDuringCloseIsInTheFile() throws InterruptedException {
    for (int round = 0; round < 20; round++) {
      SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
      log.append(new RandomSamples(1).begin());
      AtomicInteger accepted = new AtomicInteger();
      CountDownLatch started = new CountDownLatch(3);
      List<Thread> users = new ArrayList<>();
      for (int user = 0; user < 3; user++) {
        users.add(Thread.ofPlatform().start(() -> appendUntilClosed(log, accepted, started)));
      }
      started.await();
      log.close();
      for (Thread user : users) {
        user.join();
      }
      assertThat(countSamples()).isEqualTo(accepted.get());
    }
  }

  private static void appendUntilClosed(
      SampleLog log, AtomicInteger accepted, CountDownLatch started) {
    Sample sample = TestSample.at(0, 1).sample();
    try {
      for (int i = 0; i < 2_000; i++) {
        log.append(sample);
        if (accepted.incrementAndGet() % 500 == 0) {
          started.countDown();
        }
      }
    } catch (IllegalStateException closed) {
      assertThat(closed).hasMessageContaining("takes no more entries");
    }
  }

  @Test
  void closeIsIdempotent() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.append(new RandomSamples(1).begin());
    log.append(TestSample.at(0, 1).sample());
    log.close();
    log.close();
    assertThat(countSamples()).isEqualTo(1);
  }

  @Test
  void sampleAfterCloseIsRejected() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.close();
    assertThatThrownBy(() -> log.append(TestSample.at(0, 1).sample()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining(dir.toString());
  }

  @Test
  void closeInAnInterruptedThreadStillWrites() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.append(new RandomSamples(1).begin());
    log.append(TestSample.at(0, 1).sample());
    Thread.currentThread().interrupt();
    log.close();
    assertThat(Thread.interrupted()).isTrue();
    assertThat(countSamples()).isEqualTo(1);
  }

  @Test
  void malformedSampleIsReportedOnClose() {
    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), entry -> {});
    log.append(malformedSample());
    log.append(TestSample.at(0, 1).sample());
    assertThatThrownBy(log::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining("samples.jsonl.gz lacks samples");
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void fullDiskLosesTheFileAndNoCallback() throws IOException {
    Files.createSymbolicLink(dir.resolve(SampleLog.FILE_NAME), Path.of("/dev/full"));
    List<Entry> received = new ArrayList<>();
    List<Entry> appended = List.of(new RandomSamples(1).begin(), TestSample.at(0, 1).sample());

    SampleLog log = SampleLog.open(dir, new RandomSamples(1).header(), received::add);
    appended.forEach(log::append);
    log.markRunEnd(RunEnd.COMPLETE);

    assertThatThrownBy(log::close)
        .isInstanceOf(UncheckedIOException.class)
        .hasMessage(
            "%s can't be written: No space left on device"
                .formatted(dir.resolve(SampleLog.FILE_NAME)));
    assertThat(received).isEqualTo(appended);
    assertThat(log.hasFailed()).isFalse();
  }

  @Test
  void errorInTheCallbackIsReportedOnClose() {
    SampleLog log =
        SampleLog.open(
            dir,
            new RandomSamples(1).header(),
            entry -> {
              throw new OutOfMemoryError("no room");
            });
    assertThat(log.hasFailed()).isFalse();
    log.append(new RandomSamples(1).begin());
    log.markRunEnd(RunEnd.COMPLETE);
    assertThatThrownBy(log::close)
        .hasMessageContaining("lacks samples")
        .hasMessageContaining("no room");
    assertThat(log.hasFailed()).isTrue();
    assertThat(SampleFile.open(dir.resolve(SampleLog.FILE_NAME)).forEach(entry -> {}))
        .isEqualTo(RunEnd.INTERRUPTED);
  }

  @Test
  void fileThatCannotBeCreatedIsReported() throws IOException {
    Path existing = Files.createFile(dir.resolve("taken"));
    assertThatThrownBy(() -> SampleLog.open(existing, new RandomSamples(1).header(), entry -> {}))
        .isInstanceOf(UncheckedIOException.class)
        .hasMessageContaining(existing.resolve("samples.jsonl.gz").toString());
  }

  /** Returns a sample whose number of server timestamps is not a multiple of three. */
  private static Sample malformedSample() {
    Sample template = new RandomSamples(1).sample();
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
        template.outcome(),
        null,
        1,
        1,
        null,
        1,
        1,
        1,
        new long[1],
        Reconnect.NONE,
        0,
        Sample.NONE,
        Sample.Lenience.NONE,
        AskedTokens.NONE);
  }

  private int countSamples() {
    AtomicInteger count = new AtomicInteger();
    SampleFile.open(dir.resolve(SampleLog.FILE_NAME))
        .forEach(entry -> count.addAndGet(entry instanceof Sample ? 1 : 0));
    return count.get();
  }
}
