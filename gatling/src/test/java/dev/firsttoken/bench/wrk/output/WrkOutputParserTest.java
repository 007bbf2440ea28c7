package dev.firsttoken.bench.wrk.output;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import dev.firsttoken.bench.wrk.RecordedOutput;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class WrkOutputParserTest {
  private static final double EXACT = 1e-9;
  private static final double MIB = 1 << 20;

  private static WrkOutput parse(String name) throws WrkFormatException {
    return WrkOutputParser.parse(RecordedOutput.read(name).text());
  }

  @ParameterizedTest
  @CsvSource({
    "wrk-plain-ok, 135843, 5.03, 26994.09, 152.22, 30.25",
    "wrk-non2xx, 93237, 3.10, 30079.53, 81.38, 26.25",
    "wrk-socket-errors, 73472, 3.10, 23700.65, 82.33, 26.56",
    "wrk2-plain-ok, 19876, 10, 1987.23, 22.27, 2.23",
    "wrk2-plain-ok-u, 19876, 10, 1987.48, 22.27, 2.23",
    "wrk2-non2xx, 5001, 10, 499.96, 4.36, 0.43631835937500",
    "wrk2-overload, 256064, 10, 25604.08, 286.94, 28.69",
    "wrk2-short-nolatency, 305, 3.04, 100.31, 0.341777343750, 0.11240234375",
    "wrk2-socket-errors, 774, 10.05, 77.05, 0.87, 0.0863378906250"
  })
  void countsAndRatesAreThoseOfTheOutput(
      String name, long requests, double seconds, double rate, double mib, double mibPerSecond)
      throws Exception {
    WrkOutput output = parse(name);

    assertThat(output.requests()).isEqualTo(requests);
    assertThat(output.durationSeconds()).isEqualTo(seconds, within(EXACT));
    assertThat(output.requestsPerSecond()).isEqualTo(rate, within(EXACT));
    assertThat(output.bytes()).isEqualTo(Math.round(mib * MIB));
    assertThat(output.bytesPerSecond()).isEqualTo(mibPerSecond * MIB, within(1e-3));
  }

  @ParameterizedTest
  @CsvSource({
    "wrk-plain-ok, 2.75, 107.93, 2.16, 2.89, 3.77, 17.54, NaN",
    "wrk-non2xx, 0.5688, 8.27, 0.458, 0.706, 0.99, 2.57, NaN",
    "wrk-socket-errors, 0.69953, 10.94, 0.628, 0.816, 1.03, 2.73, NaN",
    "wrk2-plain-ok, 0.942, 27.776, 0.91, 1.22, 1.49, 2.22, 5.11",
    "wrk2-plain-ok-u, 0.951, 6.108, 0.92, 1.25, 1.52, 2.24, 4.06",
    "wrk2-non2xx, 0.907, 5.692, 0.88, 1.19, 1.53, 2.05, 3.85",
    "wrk2-overload, 3603.967, 7413.76, 3520, 5480, 6500, 7290, 7390",
    "wrk2-short-nolatency, 1.08, 3.33, NaN, NaN, NaN, NaN, NaN",
    "wrk2-socket-errors, NaN, NaN, NaN, NaN, NaN, NaN, NaN"
  })
  void latenciesAreMilliseconds(
      String name,
      double mean,
      double max,
      double p50,
      double p75,
      double p90,
      double p99,
      double p999)
      throws Exception {
    LatencyStats latency = parse(name).latency();

    assertThat(
            new double[] {
              latency.mean(),
              latency.max(),
              latency.percentile("p50"),
              latency.percentile("p75"),
              latency.percentile("p90"),
              latency.percentile("p99"),
              latency.percentile("p999")
            })
        .containsExactly(new double[] {mean, max, p50, p75, p90, p99, p999}, within(EXACT));
  }

  @ParameterizedTest
  @CsvSource({
    "wrk-plain-ok, 0, 0, 0, 0, 0",
    "wrk-non2xx, 0, 0, 0, 0, 23310",
    "wrk-socket-errors, 0, 1500, 0, 0, 0",
    "wrk2-non2xx, 0, 0, 0, 0, 1251",
    "wrk2-overload, 0, 0, 0, 0, 0",
    "wrk2-socket-errors, 0, 0, 0, 59, 0"
  })
  void errorsAreCountedByKind(
      String name, long connect, long read, long write, long timeout, long status)
      throws Exception {
    assertThat(parse(name).errors())
        .isEqualTo(new WrkErrors(connect, read, write, timeout, status));
  }

  @ParameterizedTest
  @CsvSource({
    "wrk2-plain-ok, 74, 19874, 27.791",
    "wrk2-non2xx, 64, 4999, 5.695",
    "wrk2-overload, 77, 256046, 7417.855"
  })
  void spectrumIsWhole(String name, int rows, long count, double last) throws Exception {
    LatencyStats latency = parse(name).latency();

    assertThat(latency.count()).isEqualTo(count);
    assertThat(latency.spectrum()).hasSize(rows);
    assertThat(latency.spectrum().getFirst().share()).isZero();
    assertThat(latency.spectrum().getLast()).isEqualTo(new SpectrumPoint(last, 1, count));
    assertThat(latency.spectrum()).extracting(SpectrumPoint::count).isSorted();
  }

  @Test
  void uncorrectedDistributionStaysApart() throws Exception {
    WrkOutput output = parse("wrk2-plain-ok-u");

    LatencyStats uncorrected = requireNonNull(output.uncorrected());
    assertThat(uncorrected.mean()).isEqualTo(0.194);
    assertThat(uncorrected.stdev()).isEqualTo(0.212);
    assertThat(uncorrected.max()).isEqualTo(5.56);
    assertThat(uncorrected.percentile("p50")).isEqualTo(0.148);
    assertThat(uncorrected.percentile("p99999")).isEqualTo(5.56);
    assertThat(uncorrected.spectrum().getFirst()).isEqualTo(new SpectrumPoint(0.034, 0, 1));
    assertThat(output.latency().spectrum().getFirst()).isEqualTo(new SpectrumPoint(0.058, 0, 1));
    assertThat(parse("wrk2-plain-ok").uncorrected()).isNull();
  }

  @Test
  void distributionWithoutAnyLatencyHasNoNumbers() throws Exception {
    LatencyStats latency = parse("wrk2-socket-errors").latency();

    assertThat(latency.count()).isZero();
    assertThat(latency.percentiles()).isEmpty();
    assertThat(latency.spectrum()).isEmpty();
  }

  @Test
  void zerosOfWrkWithoutAResponseAreNoLatencies() throws Exception {
    String text =
        """
        Running 1s test @ http://127.0.0.1:1/
          1 threads and 1 connections
          Thread Stats   Avg      Stdev     Max   +/- Stdev
            Latency     0.00us    0.00us   0.00us    -nan%
            Req/Sec     0.00      0.00     0.00      -nan%
          Latency Distribution
             50%    0.00us
          0 requests in 1.00m, 0.00B read
          Socket errors: connect 0, read 0, write 0, timeout 1
        Requests/sec:      0.00
        Transfer/sec:       0.00B
        """;

    WrkOutput output = WrkOutputParser.parse(text);

    assertThat(output.latency().mean()).isNaN();
    assertThat(output.latency().percentile("p50")).isNaN();
    assertThat(output.durationSeconds()).isEqualTo(60);
    assertThat(output.errors().timeout()).isEqualTo(1);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "wrk-refused | unable to connect to 127.0.0.1:18998 Connection refused",
        "wrk2-refused | unable to connect to 127.0.0.1:18998 Connection refused",
        "wrk-rate-refused | Time arguments may include a time unit",
        "wrk2-norate | Time arguments may include a time unit"
      })
  void outputWithoutNumbersIsQuoted(String name, String last) {
    assertThatThrownBy(() -> parse(name))
        .isInstanceOf(WrkFormatException.class)
        .hasMessageContaining(last);
  }

  @ParameterizedTest
  @ValueSource(strings = {"wrk-plain-ok", "wrk2-plain-ok", "wrk2-socket-errors"})
  void outputThatIsCutAnywhereHasNoNumbers(String name) {
    String text = RecordedOutput.read(name).text().strip();
    for (int length = 0; length < text.length(); length += length < text.length() - 300 ? 37 : 1) {
      String cut = text.substring(0, length);
      assertThatThrownBy(() -> WrkOutputParser.parse(cut))
          .as("cut at %d", length)
          .isInstanceOf(WrkFormatException.class);
    }
  }

  @Test
  void garbageBetweenTheLinesIsSkipped() throws Exception {
    String text = RecordedOutput.read("wrk-plain-ok").text();
    byte[] bytes = new byte[500];
    new Random(7).nextBytes(bytes);
    String garbage = new String(bytes, StandardCharsets.ISO_8859_1).replaceAll("\\R", "");

    assertThat(WrkOutputParser.parse(garbage + "\n" + text.replace("\n", "\n" + garbage + "\n")))
        .isEqualTo(WrkOutputParser.parse(text));
  }

  @Test
  void hugeTextIsNoResult() {
    assertThatThrownBy(() -> WrkOutputParser.parse(" ".repeat(4 << 20)))
        .hasMessage("it printed nothing");
    assertThatThrownBy(
            () -> WrkOutputParser.parse("9".repeat(4 << 20) + " requests in 1s, 1B read"))
        .hasMessageStartingWith("its output ends with \"999")
        .hasMessageMatching("(?s).{1,200}");
  }

  @Test
  void numberThatIsNoneIsQuotedWithItsLine() {
    String text = RecordedOutput.read("wrk-plain-ok").text().replace("2.16ms", "2.16parsec");

    assertThatThrownBy(() -> WrkOutputParser.parse(text))
        .isInstanceOf(WrkFormatException.class)
        .hasMessageContaining("\"2.16parsec\" is no quantity")
        .hasMessageContaining("50%");
  }
}
