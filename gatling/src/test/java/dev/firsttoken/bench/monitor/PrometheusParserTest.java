package dev.firsttoken.bench.monitor;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PrometheusParserTest {
  private static final String NOISE = "\"\\{}=,# \n019aeE+\u0000";
  private static final MetricFamilySet EMPTY = PrometheusParser.parse("up 1");

  @Test
  void counterIncreaseIsSummedOverItsLabels() {
    MetricFamilySet before =
        PrometheusParser.parse(
            """
            # HELP chat_requests_total Requests.
            # TYPE chat_requests_total counter
            chat_requests_total{model="a",status="200"} 10
            chat_requests_total{model="a",status="500"} 1
            """);
    MetricFamilySet after =
        PrometheusParser.parse(
            """
            # TYPE chat_requests_total counter
            chat_requests_total{model="a",status="200"} 110.0
            chat_requests_total{model="a",status="500"} 1.0
            chat_requests_total{model="b",status="200"} 5.0 1700000000000
            """);

    assertThat(before.increaseUntil(after)).containsOnly(entry("chat_requests_total", 105));
  }

  @Test
  void countersAreTypedOrUntypedWithTheTotalSuffix() {
    MetricFamilySet after =
        PrometheusParser.parse(
            """
            # TYPE typed counter
            typed 1
            # TYPE open counter
            open_total 2
            open_created 3
            bare_total 4
            # TYPE known untyped
            known_total 5
            # TYPE gauge_total gauge
            gauge_total 6
            # TYPE seconds histogram
            seconds_count 7
            plain 8
            """);

    assertThat(EMPTY.increaseUntil(after))
        .containsOnly(
            entry("typed", 1),
            entry("open_total", 2),
            entry("bare_total", 4),
            entry("known_total", 5));
  }

  @Test
  void resetCounterIsOmitted() {
    MetricFamilySet before =
        PrometheusParser.parse("a_total{x=\"1\"} 5\na_total{x=\"2\"} 5\nb_total 1\ngone_total 1");
    MetricFamilySet after =
        PrometheusParser.parse("a_total{x=\"1\"} 4\na_total{x=\"2\"} 50\nb_total 3");

    assertThat(before.increaseUntil(after)).containsOnly(entry("b_total", 2));
  }

  @Test
  void unchangedOrNonFiniteCounterIsOmitted() {
    MetricFamilySet before = PrometheusParser.parse("still_total 5\nlost_total 5\nfound_total NaN");
    MetricFamilySet after =
        PrometheusParser.parse(
            "still_total 5\nlost_total NaN\nfound_total 5\nnew_total NaN\nendless_total +Inf");

    assertThat(before.increaseUntil(after)).isEmpty();
  }

  @Test
  void fullFormatIsParsed() {
    MetricFamilySet after =
        PrometheusParser.parse(
            "# just a comment\n"
                + "#\n\n"
                + "a_total { path = \"C:\\\\DIR\\\\\" , error = \"no \\\"x\\\"}\\n"
                + "\" , } 1e3\t-1700000000000\r\n"
                + "b_total{} 2.5 # {trace_id=\"7\"} 0.5 1.7e9\n"
                + "  c_total\t3  \n"
                + "d:e_total{x=\"\"} 4\n"
                + "f_total{x=\"ü\"} 5\n"
                + "# EOF");

    assertThat(EMPTY.increaseUntil(after))
        .containsOnly(
            entry("a_total", 1_000),
            entry("b_total", 2.5),
            entry("c_total", 3),
            entry("d:e_total", 4),
            entry("f_total", 5));
  }

  @Test
  void malformedLineIsReportedWithWhatWasExpected() {
    assertRejected("<!doctype html>", "line 1: expected a metric's name, found <!doctype html>");
    assertRejected("up 1\nok", "line 2: expected a value, found its end");
    assertRejected("up yes", "line 1: expected a value, found yes");
    assertRejected("up 0x1p3", "line 1: expected a value, found 0x1p3");
    assertRejected("up Infinity", "line 1: expected a value, found Infinity");
    assertRejected("up 1-2", "line 1: expected a value, found 1-2");
    assertRejected("up 1 then", "line 1: expected a timestamp, found then");
    assertRejected("up{ 1", "line 1: expected a label or }, found 1");
    assertRejected("up{a} 1", "line 1: expected =, found } 1");
    assertRejected("up{a=1} 1", "line 1: expected \", found 1} 1");
    assertRejected("up{a=\"1} 1", "line 1: expected the end of a quoted value, found 1} 1");
    assertRejected("up{a=\"\\", "line 1: expected the end of a quoted value, found \\");
    assertRejected("up{a=\"1\" b=\"2\"} 1", "line 1: expected , or }, found b=\"2\"} 1");
    assertRejected("up{le=\"x\"} 1", "line 1: expected a bound, found \"} 1");
    assertRejected("\u001b[31m 1", "line 1: expected a metric's name, found ?[31m 1");
    assertRejected(
        "up " + "1".repeat(65), "line 1: expected a value, found " + "1".repeat(40) + "...");
  }

  @Test
  void textWithoutMetricsIsRejected() {
    assertRejected("", "it contains no samples");
    assertRejected("# TYPE a counter\n", "it contains no samples");
  }

  @Test
  void textWithTooManyLinesIsRejected() {
    assertRejected("\n".repeat(200_001), "more than 200,000 lines");
  }

  @Test
  void corruptTextIsParsedOrRejected() {
    byte[] valid =
        """
        # TYPE a_total counter
        a_total{x="1",y="\\"2\\""} 1e3 1700000000000 # {t="1"} 1
        # TYPE chat_ttft_ms histogram
        chat_ttft_ms_bucket{le="+Inf"} 1
        chat_ttft_ms_sum 2
        chat_ttft_ms_count 1
        """
            .getBytes(StandardCharsets.UTF_8);
    Random random = new Random(1);
    int rejected = 0;
    for (int i = 0; i < 20_000; i++) {
      byte[] corrupt = valid.clone();
      for (int k = 0; k <= i % 3; k++) {
        corrupt[random.nextInt(corrupt.length)] =
            (byte) NOISE.charAt(random.nextInt(NOISE.length()));
      }
      try {
        MetricFamilySet metricFamilySet =
            PrometheusParser.parse(new String(corrupt, StandardCharsets.UTF_8));
        EMPTY.increaseUntil(metricFamilySet);
        TtftDelta.between(EMPTY, metricFamilySet).percentileMillis(95);
      } catch (IllegalArgumentException e) {
        assertThat(e).hasMessageMatching("line \\d: expected .*");
        rejected++;
      }
    }
    assertThat(rejected).isBetween(1_000, 19_000);
  }

  private static Map.Entry<String, Double> entry(String name, double value) {
    return Map.entry(name, value);
  }

  private static void assertRejected(String text, String message) {
    assertThatThrownBy(() -> PrometheusParser.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }
}
