package dev.firsttoken.bench.slo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.slo.Objective.Latency;
import dev.firsttoken.bench.slo.Objective.Rate;
import dev.firsttoken.bench.slo.Objective.Share;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SloTest {

  private static Objective parseOne(String text) {
    return Slo.parse(text).objectives().getFirst();
  }

  @Test
  void listIsParsedInOrder() {
    assertThat(
            Slo.parse("ttft:p95<300ms,tpot:p99.9<=50us,error<1%,goodput>=95%,rps>5").objectives())
        .containsExactly(
            new Latency("ttft", Percentile.P95, 300_000_000, false),
            new Latency("tpot", Percentile.P99_9, 50_000, true),
            new Share("error", 1, false),
            new Share("goodput", 95, true),
            new Rate("rps", 5, false));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "ttft:p50<300ms",
        "ttfo:p90<1.5s",
        "tpot:p95<0.5us",
        "icl:p99<=1us",
        "e2e:p99.9<86400s",
        "due_ttft:p95<1.000001ms",
        "due_e2e:p95<10s",
        "transit:p50<250us",
        "error<=0%",
        "error<0.1%",
        "goodput>99.5%",
        "goodput>=100%",
        "rps>=0.5",
        "tps>12000",
        "ttft:p50<1s,ttft:p95<2s,error<1%"
      })
  void objectiveTextRoundTrips(String text) {
    assertThat(Slo.parse(text)).hasToString(text);
  }

  @ParameterizedTest
  @CsvSource({
    "'  TTFT : P95 < 300 ms ', ttft:p95<300ms",
    "ttft:p95<0.3s, ttft:p95<300ms",
    "ttft:p95<2000ms, ttft:p95<2s",
    "ttft:p95<0.5ms, ttft:p95<500us",
    "error<1.0%, error<1%",
    "rps>5.50, rps>5.5"
  })
  void textIsNormalized(String input, String normalized) {
    assertThat(Slo.parse(input)).hasToString(normalized);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttft:p95<300 | ttft:p95<300: the limit needs a unit: us, ms or s, as in ttft:p95<300ms",
        "ttft:p95<3m | ttft:p95<3m: the limit must be a number with a unit: us, ms or s,",
        "ttft:p95<ms | ttft:p95<ms: the limit must be a number with a unit",
        "ttft:p95<-1ms | ttft:p95<-1ms: the limit must be a number with a unit",
        "ttft:p95<1.2.3ms | ttft:p95<1.2.3ms: 1.2.3 is not a number",
        "ttft:p95<0ms | ttft:p95<0ms: the limit must be from 0.001us to 86400s",
        "ttft:p95<86401s | ttft:p95<86401s: the limit must be from 0.001us to 86400s",
        "ttft:p95<0.0001us | in steps of 0.001us",
        "ttft<300ms | ttft<300ms: a time needs a percentile: p50, p75, p90, p95, p99 or p99.9",
        "ttft:95<300ms | a time needs a percentile",
        "ttft:p96<300ms | a time needs a percentile",
        "ttft:p95>300ms | ttft:p95>300ms: a time has an upper limit: use < or <=",
        "itl:p95<5ms | itl:p95<5ms: unknown metric itl; use ttft, ttfo, tpot, icl, e2e,"
            + " due_ttft,",
        "error:p95<1% | error:p95<1%: only times have percentiles",
        "<300ms | <300ms: the metric is missing; use ttft,",
        "error>1% | error>1%: error has an upper limit: use < or <=",
        "error<1 | error<1: a share needs a per cent sign, as in error<1%",
        "error<% | error<%: the number is missing",
        "error<0% | error<0%: no share can meet this; did you mean error<=0%?",
        "error<101% | error<101%: a share must be from 0% to 100%",
        "goodput<95% | goodput<95%: goodput has a lower limit: use > or >=",
        "goodput>100% | goodput>100%: no share can meet this; did you mean goodput>=100%?",
        "rps<5 | rps<5: a rate has a lower limit: use > or >=",
        "rps>5/s | rps>5/s: 5/s is not a number",
        "tps>1e9 | tps>1e9: 1e9 is not a number",
        "ttft:p95=300ms | ttft:p95=300ms: an objective looks like ttft:p95<300ms",
        "ttft:p95<<300ms | an objective looks like",
        "error<1%, | empty objective: an objective looks like",
        "'' | empty objective: an objective looks like"
      })
  void invalidTextIsReportedWithWhatWasExpected(String text, String expectedMessage) {
    assertThatThrownBy(() -> Slo.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining(expectedMessage);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "ttft:p95<300ms,ttft:p95<0.3s | ttft:p95<0.3s: ttft:p95 already has a limit",
        "ttft:p95<300ms, TTFT:p95<=1s | TTFT:p95<=1s: ttft:p95 already has a limit",
        "rps>5,error<1%,rps>=6 | rps>=6: rps already has a limit"
      })
  void duplicateObjectivesAreRejected(String text, String expectedMessage) {
    assertThatThrownBy(() -> Slo.parse(text)).hasMessage(expectedMessage);
  }

  @Test
  void limitItselfMeetsOnlyAnInclusiveObjective() {
    Latency below = (Latency) parseOne("ttft:p95<10us");
    Latency atMost = (Latency) parseOne("ttft:p95<=10us");

    assertThat(below.meets(9_999)).isTrue();
    assertThat(below.meets(10_000)).isFalse();
    assertThat(atMost.meets(10_000)).isTrue();
    assertThat(atMost.meets(10_001)).isFalse();

    Rate above = (Rate) parseOne("rps>5");
    assertThat(above.meets(5.001)).isTrue();
    assertThat(above.meets(5)).isFalse();
    assertThat(((Rate) parseOne("rps>=5")).meets(5)).isTrue();
    assertThat(((Rate) parseOne("rps>=5")).meets(4.999)).isFalse();
  }

  @Test
  void sharesAreComparedExactly() {
    Share error = (Share) parseOne("error<0.3%");
    assertThat(error.meets(2, 1_000)).isTrue();
    assertThat(error.meets(3, 1_000)).isFalse();
    assertThat(((Share) parseOne("error<=0.7%")).meets(7, 1_000)).isTrue();

    Share goodput = (Share) parseOne("goodput>99.9%");
    assertThat(goodput.meets(999, 1_000)).isFalse();
    assertThat(goodput.meets(1_000, 1_000)).isTrue();
    assertThat(((Share) parseOne("goodput>=99.9%")).meets(999, 1_000)).isTrue();
  }

  @Test
  void noRequestsMeetNoShare() {
    assertThat(((Share) parseOne("error<1%")).meets(0, 0)).isFalse();
    assertThat(((Share) parseOne("goodput>=0%")).meets(0, 0)).isFalse();
  }
}
