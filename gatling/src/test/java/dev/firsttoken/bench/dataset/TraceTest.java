package dev.firsttoken.bench.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.dataset.Trace.Request;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TraceTest {
  private static final String HEADER = "TIMESTAMP,ContextTokens,GeneratedTokens\n";

  @TempDir private Path dir;

  private Trace read(String content, double speed) throws IOException {
    return Trace.read(Files.writeString(dir.resolve("trace"), content), speed);
  }

  private static String json(Object millis, int input, int output) {
    return "{\"timestamp\": %s, \"input_length\": %d, \"output_length\": %d, \"hash_ids\": [1]}\n"
        .formatted(millis, input, output);
  }

  @Test
  void timesStartAtTheFirstRequest() throws IOException {
    Trace trace =
        read(json(27_000, 6955, 52) + "\n" + json(27_000, 1, 1) + json("28000.5", 0, 0), 1);

    assertThat(trace.requests())
        .containsExactly(
            new Request(0, 6955, 52), new Request(0, 1, 1), new Request(1_000_500_000, 0, 1));
    assertThat(trace.dueNanos()).containsExactly(0, 0, 1_000_500_000);
  }

  @Test
  void speedDividesTheTimes() throws IOException {
    String twoSeconds = json(0, 1, 1) + json(2000, 1, 1);

    assertThat(read(twoSeconds, 2).dueNanos()).containsExactly(0, 1_000_000_000);
    assertThat(read(twoSeconds, 0.5).dueNanos()).containsExactly(0, 4_000_000_000L);
  }

  @Test
  void csvIsParsedByItsHeader() throws IOException {
    String table =
        HEADER
            + "2023-11-16 18:17:03.9799600,4808,10\r\n"
            + "2023-11-16 18:17:04.0799600, 3180 ,8\n"
            + "2023-11-16T18:17:05.9799600+00:00,110,27\n"
            + "2023-11-16 20:17:05.979960001+02:00,110,27";

    assertThat(read(table, 1).requests())
        .containsExactly(
            new Request(0, 4808, 10),
            new Request(100_000_000, 3180, 8),
            new Request(2_000_000_000, 110, 27),
            new Request(2_000_000_001, 110, 27));
    assertThat(
            read("generatedtokens, x, TIMESTAMP ,contexttokens\n5,,2024-05-10 00:00:00,7", 1)
                .requests())
        .containsExactly(new Request(0, 7, 5));
  }

  @Test
  void traceThatGoesBackInTimeIsRejectedWithItsLine() {
    assertThatThrownBy(
            () -> read(json(0, 1, 1).repeat(15) + json(2000, 1, 1) + json("1999.5", 1, 1), 1))
        .hasMessage("line 17: is 0.5 ms earlier than line 16; sort the requests by time");
    assertThatThrownBy(
            () -> read(HEADER + "2023-11-16 18:00:01,1,1\n\n2023-11-16 18:00:00,1,1\n", 1))
        .hasMessageStartingWith("line 4: is 1000 ms earlier than line 2");
  }

  @Test
  void traceLongerThanADayIsRejectedUnlessItIsReplayedFaster() throws IOException {
    String twoDays = json(0, 1, 1) + json(48 * 3_600_000, 1, 1);

    assertThat(read(twoDays, 2).requests()).hasSize(2);
    assertThatThrownBy(() -> read(twoDays, 1))
        .hasMessage(
            "line 2: is due 48.0 hours after the first request, the maximum is 24; raise --speed");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "{\"input_length\": 1, \"output_length\": 1} | has no \"timestamp\": {\"input",
        "{\"timestamp\": 1, \"output_length\": 1} | has no \"input_length\"",
        "{\"timestamp\": 1, \"input_length\": 1} | has no \"output_length\"",
        "{\"timestamp\": \"1\"} | \"timestamp\" must be a time in milliseconds: \"1\"",
        "{\"timestamp\": 1e999999999} | \"timestamp\" must be a time in milliseconds: 1e999999999",
        "{\"timestamp\": 1, \"input_length\": -1} | \"input_length\" must be a whole number from 0"
            + " to 1,000,000: -1",
        "{\"timestamp\": 1, \"output_length\": 1.5} | \"output_length\" must be a whole number",
        "{\"timestamp\": 1, \"input_length\": 1, \"output_length\": 1} {\"timestamp\": 2} | has"
            + " text after its JSON object; put one JSON object on each line",
        "5,5 | is not a valid JSON object: 5,5",
        "{\"timestamp\": | is not a valid JSON object",
      })
  void invalidLineIsReportedWithItsNumberAndWhatWasExpected(String line, String expectedMessage) {
    assertThatThrownBy(() -> read(json(0, 1, 1).repeat(16) + line, 1))
        .hasMessageStartingWith("line 17: ")
        .hasMessageContaining(expectedMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "yesterday,1,1 | TIMESTAMP must be a time like 2023-11-16 18:17:03.97: yesterday",
        "2023-11-16 18:17:03,1 | must have 3 fields like the header: 2023",
        "2023-11-16 18:17:03,x,1 | ContextTokens must be a whole number from 0 to 1,000,000: x",
        "2023-11-16 18:17:03,1,9999999 | GeneratedTokens must be a whole number",
      })
  void invalidRowIsReportedWithItsNumberAndWhatWasExpected(String row, String expectedMessage) {
    assertThatThrownBy(() -> read(HEADER + row, 1))
        .hasMessageStartingWith("line 2: ")
        .hasMessageContaining(expectedMessage);
  }

  @Test
  void fileThatIsNotATraceIsRejected() {
    assertThatThrownBy(() -> read("a,b\n1,2", 1))
        .hasMessage(
            "line 1: must be a JSON object or the header"
                + " TIMESTAMP,ContextTokens,GeneratedTokens: a,b");
    assertThatThrownBy(() -> read("", 1)).hasMessageContaining("the file is empty");
    assertThatThrownBy(() -> read(HEADER, 1))
        .hasMessageContaining("the file has a header but no requests");
  }
}
