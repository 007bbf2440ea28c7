package dev.firsttoken.bench.compare;

import static dev.firsttoken.bench.compare.TestComparison.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.compare.Expectation.Operator;
import dev.firsttoken.bench.result.RoundMetric;
import java.math.BigDecimal;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CompareSettingsTest {
  private static final List<String> TARGETS = List.of("direct", "micronaut", "express");

  private static CompareSettings parse(String flag, String value) {
    return CompareSettings.parse(options("mode", "relay", flag, value), TARGETS);
  }

  @Test
  void defaultsAreSyntheticAndTheFirstTarget() {
    CompareSettings settings = CompareSettings.parse(Map.of(), List.of("flask", "express"));

    assertThat(settings)
        .isEqualTo(new CompareSettings(CompareMode.SYNTHETIC, "flask", null, List.of()));
  }

  @Test
  void upstreamIsNotTheReferenceOfARelayUnlessAskedFor() {
    assertThat(CompareSettings.parse(options("mode", "relay"), TARGETS).reference())
        .isEqualTo("micronaut");
    assertThat(parse("reference", "direct").reference()).isEqualTo("direct");
  }

  @Test
  void resolveHasDefaultMetrics() {
    assertThat(parse("resolve", "2.5%").resolve())
        .isEqualTo(
            new Resolve(
                0.025,
                List.of(RoundMetric.TTFT_P50, RoundMetric.CPU_PER_100K_FRAMES, RoundMetric.RPS)));
  }

  @Test
  void resolveOfPlainRequestsPlansForTheirLatency() {
    assertThat(CompareSettings.parse(options("mode", "micro", "resolve", "5%"), TARGETS).resolve())
        .isEqualTo(
            new Resolve(
                0.05,
                List.of(RoundMetric.DUR_P50, RoundMetric.CPU_PER_100K_REQUESTS, RoundMetric.RPS)));
  }

  @Test
  void resolveTakesMetricsOnce() {
    assertThat(parse("resolve", "10%:transit_p99,rps,rps").resolve())
        .isEqualTo(new Resolve(0.1, List.of(RoundMetric.TRANSIT_P99, RoundMetric.RPS)));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        "10",
        "%",
        "0%",
        "0.9%",
        "100.1%",
        "101%",
        "-5%",
        "1e1%",
        "NaN%",
        "10%:",
        "10%:rps,",
        "10%:ttft_p50;rps",
        "10%:due_delay_p99",
        "10%:icl_p50",
        "10%:x",
        "9999999999999%",
        "١٠%"
      })
  void invalidResolveNamesFlagAndValue(String value) {
    assertThatThrownBy(() -> parse("resolve", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--resolve=" + value + ": ");
  }

  @Test
  void invalidModeAndReferenceNameTheValidOnes() {
    assertThatThrownBy(() -> parse("mode", "fast"))
        .hasMessageContaining("synthetic, relay or micro");
    assertThatThrownBy(() -> parse("reference", "flask"))
        .hasMessage("--reference=flask: must be a target: direct, micronaut, express");
  }

  @ParameterizedTest
  @CsvSource({
    "express<=micronaut:rps, AT_MOST, 1",
    "express<micronaut*1.05:rps, LESS, 1.05",
    "express>=micronaut*0.9:rps, AT_LEAST, 0.9",
    "express>micronaut*2:rps, GREATER, 2"
  })
  void expectationHasAnOperatorAndAFactor(String text, Operator operator, BigDecimal factor) {
    Expectation expectation =
        new Expectation("express", operator, "micronaut", factor, RoundMetric.RPS);

    assertThat(parse("expect", text).expectations()).containsExactly(expectation);
    assertThat(expectation).hasToString(text);
  }

  @Test
  void severalExpectationsAreSeparatedByCommasOrSpace() {
    String list =
        " express<=micronaut:rps,express<micronaut:peak_rss_bytes\n\tmicronaut>direct:dur_p99 ,";

    assertThat(parse("expect", list).expectations())
        .extracting(Expectation::toString)
        .containsExactly(
            "express<=micronaut:rps",
            "express<micronaut:peak_rss_bytes",
            "micronaut>direct:dur_p99");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " , ",
        "express",
        "express<=micronaut",
        "express<=micronaut:",
        "express<=micronaut:speed",
        "express<=micronaut:RPS",
        "express<=flask:rps",
        "flask<=express:rps",
        "express<=express:rps",
        "express==micronaut:rps",
        "express=<micronaut:rps",
        "express<<micronaut:rps",
        "<=micronaut:rps",
        "express<=:rps",
        "express<=micronaut*:rps",
        "express<=micronaut*0:rps",
        "express<=micronaut*-1:rps",
        "express<=micronaut*1e3:rps",
        "express<=micronaut*1,05:rps",
        "express<=micronaut*1.05*2:rps",
        "express<=micronaut*NaN:rps",
        "express<=micronaut*99999999999999999999:rps",
        "express <= micronaut:rps",
        "express<=micronaut:rps:p50",
        "express<=micronaut:rps;direct<express:rps",
        "$(reboot)<=micronaut:rps"
      })
  void invalidExpectationNamesTheFlag(String value) {
    assertThatThrownBy(() -> parse("expect", value))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--expect=");
  }

  @Test
  void messageOfAnExpectationNamesTheValidTargetsAndMetrics() {
    assertThatThrownBy(() -> parse("expect", "flask<=express:rps"))
        .hasMessageContaining("flask is no target; use direct, micronaut, express");
    assertThatThrownBy(() -> parse("expect", "direct<=express:speed"))
        .hasMessageContaining("speed is no metric; use one of ttft_p50, ");
  }

  @Test
  void expectationIsNamedOnceAndOneOfSeveralByItself() {
    assertThatThrownBy(() -> parse("expect", "flask<=express:rps"))
        .hasMessage(
            "--expect=flask<=express:rps: flask is no target; use direct, micronaut, express");
    assertThatThrownBy(() -> parse("expect", "express"))
        .hasMessage(
            "--expect=express: must look like express<=flask*1.05:ttft_p50, without spaces");
    assertThatThrownBy(() -> parse("expect", "direct<express:rps,flask<=express:rps"))
        .hasMessage(
            "--expect=direct<express:rps,flask<=express:rps: flask<=express:rps: flask is no"
                + " target; use direct, micronaut, express");
  }

  /** A pattern with nested repetition would not return from this. */
  @Test
  void longHostileExpectationIsRejected() {
    String hostile = "a".repeat(50_000) + "<=" + "b*".repeat(50_000);

    assertThatThrownBy(() -> parse("expect", hostile)).isInstanceOf(IllegalArgumentException.class);
  }
}
