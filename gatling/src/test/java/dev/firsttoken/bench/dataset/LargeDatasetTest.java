package dev.firsttoken.bench.dataset;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintStream;
import java.io.SequenceInputStream;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Files that are larger than what may be held in memory. */
class LargeDatasetTest {
  /** A text that never ends. */
  private static InputStream endless(String begin) {
    return new SequenceInputStream(
        new ByteArrayInputStream(begin.getBytes(UTF_8)),
        new InputStream() {
          @Override
          public int read() {
            return 'a';
          }

          @Override
          public int read(byte[] bytes, int from, int length) {
            Arrays.fill(bytes, from, from + length, (byte) 'a');
            return length;
          }
        });
  }

  private static ConversationFilter filter() {
    return new ConversationFilter(
        () -> {
          throw new AssertionError("no conversation is complete");
        },
        null);
  }

  @Test
  void endlessStringOfAnArrayIsRejectedAtTheLimit() throws IOException {
    try (ArrayRecords records =
        new ArrayRecords(endless("[{\"conversations\": [{\"value\": \""), filter())) {
      assertThatThrownBy(records::next)
          .hasMessageStartingWith("record 1 (line 1, column ")
          .hasMessageEndingWith(" is longer than 32 MiB, the maximum");
    }
  }

  @Test
  void endlessFieldThatIsNotReadIsRejectedToo() throws IOException {
    try (ArrayRecords records = new ArrayRecords(endless("[{\"id\": \""), filter())) {
      assertThatThrownBy(records::next).hasMessageEndingWith("is longer than 32 MiB, the maximum");
    }
  }

  @Test
  void endlessQuotedFieldOfCsvIsRejectedAtTheLimit() throws IOException {
    try (CsvRecords records = new CsvRecords(endless("prompt\nfirst\n\""), new TokenRange(1, 10))) {
      assertThat(records.next()).isNotNull();
      assertThatThrownBy(records::next)
          .hasMessageStartingWith("row 2 ")
          .hasMessageEndingWith(" is longer than 32 MiB, the maximum");
    }
  }

  @Test
  void progressIsSaidEveryTwoSecondsAndNotBefore() throws IOException {
    AtomicLong nanos = new AtomicLong(-5);
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    try (ReadingProgress in =
        new ReadingProgress(
            endless(""), "big.json", 64_000_000, new PrintStream(err, true, UTF_8), nanos::get)) {
      in.readNBytes(12_000_000);
      assertThat(err.toString(UTF_8)).isEmpty();

      nanos.addAndGet(TimeUnit.SECONDS.toNanos(2));
      in.readNBytes(1_000);
      nanos.addAndGet(TimeUnit.SECONDS.toNanos(1));
      in.readNBytes(1_000);
    }

    assertThat(err.toString(UTF_8).strip()).isEqualTo("bench: reading big.json: 12 of 64 MB");
  }
}
