package dev.firsttoken.bench.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Arrivals;
import dev.firsttoken.bench.samples.Calibration;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.Outcome;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.summary.Distribution;
import dev.firsttoken.bench.trust.TrustCheck;
import dev.firsttoken.bench.trust.Warning;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ResultMergerTest {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final long MS_IN_NANOS = 1_000_000;
  private static final RunHeader HEADER =
      TestRun.header("sweep", Map.of("slo", "ttft:p95<300ms,icl:p99<60ms", "prompt", "p"));

  @ParameterizedTest(name = "seed {0}")
  @ValueSource(longs = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10})
  void mergedResultsEqualTheResultOfAllSamples(long seed) throws Exception {
    Random random = new Random(seed);
    List<Sample> all = new ArrayList<>();
    List<List<Sample>> parts = List.of(new ArrayList<>(), new ArrayList<>(), new ArrayList<>());
    for (int i = 0; i < 300; i++) {
      Sample sample = sample(random);
      all.add(sample);
      parts.get(random.nextInt(3)).add(sample);
    }
    ResultMerger resultMerger = new ResultMerger();
    for (int i = 0; i < 3; i++) {
      resultMerger.add("part" + i, ResultJson.format(result(parts.get(i))).getBytes(UTF_8));
    }
    JsonNode merged = JSON.readTree(ResultJson.format(resultMerger.result()));
    JsonNode combined = JSON.readTree(ResultJson.format(result(all)));

    assertThat(merged.path("valid").asBoolean()).isTrue();
    for (int level = 0; level < 2; level++) {
      ObjectNode actual = (ObjectNode) merged.at("/levels/" + level);
      ObjectNode expected = (ObjectNode) combined.at("/levels/" + level);
      // The parts do not know the order of failures, nor one common span of time. The course of a
      // level stays in the part that knows it.
      for (String excluded :
          List.of(
              "covered",
              "time_spans",
              "wall",
              "rps",
              "tps",
              "input_tps",
              "total_tps",
              "goodput",
              "series",
              "slowest",
              "failures",
              "slo",
              "trust")) {
        actual.remove(excluded);
        expected.remove(excluded);
      }
      assertSameHistograms(actual.remove("histograms"), expected.remove("histograms"));
      assertThat(actual).isEqualTo(expected);
    }
  }

  /** Their bytes may differ, because one may reserve space for larger values. */
  private static void assertSameHistograms(JsonNode actual, JsonNode expected) throws Exception {
    assertThat(actual.fieldNames()).toIterable().containsExactlyElementsOf(expected::fieldNames);
    for (Map.Entry<String, JsonNode> histogram : expected.properties()) {
      Distribution actualDistribution = distribution(actual.get(histogram.getKey()));
      Distribution expectedDistribution = distribution(histogram.getValue());
      for (int percentile = 0; percentile <= 100; percentile++) {
        assertThat(actualDistribution.percentile(percentile))
            .as("%s p%d", histogram.getKey(), percentile)
            .isEqualTo(expectedDistribution.percentile(percentile));
      }
    }
  }

  private static Distribution distribution(JsonNode json) throws Exception {
    return Distribution.decode(
        json.get("hdr").asText(), json.get("min_ns").asLong(), json.get("max_ns").asLong());
  }

  @Test
  void overlappingTimeCountsOnceAndGapsDoNotCount() throws IOException {
    ResultMerger resultMerger = new ResultMerger();
    resultMerger.add("a", ResultJson.format(result(sampleBetween(0, 1000))).getBytes(UTF_8));
    resultMerger.add("b", ResultJson.format(result(sampleBetween(500, 2000))).getBytes(UTF_8));
    resultMerger.add("c", ResultJson.format(result(sampleBetween(10_000, 11_000))).getBytes(UTF_8));
    JsonNode level = JSON.readTree(ResultJson.format(resultMerger.result())).at("/levels/0");

    assertThat(level.path("wall").decimalValue()).isEqualByComparingTo("3000");
    assertThat(level.path("rps").decimalValue()).isEqualByComparingTo("1");
    assertThat(level.path("covered")).hasSize(3);
  }

  @Test
  void mergedResultsCanBeMergedAgain() throws IOException {
    byte[] a = ResultJson.format(result(sampleBetween(0, 1000))).getBytes(UTF_8);
    byte[] b = ResultJson.format(result(sampleBetween(500, 2000))).getBytes(UTF_8);
    byte[] c = ResultJson.format(result(sampleBetween(10_000, 11_000))).getBytes(UTF_8);
    byte[] ab = ResultJson.format(merge(a, b)).getBytes(UTF_8);

    assertThat(JSON.readTree(ResultJson.format(merge(ab, c))).at("/levels"))
        .isEqualTo(JSON.readTree(ResultJson.format(merge(a, b, c))).at("/levels"));
  }

  @Test
  void failuresAreMergedByStatus() throws IOException {
    List<byte[]> parts = new ArrayList<>();
    for (int[] statuses : new int[][] {{503, 401}, {503}}) {
      long end = statuses.length * MS_IN_NANOS;
      Summarizer summarizer = TestRun.summary(HEADER, List.of(Level.closed(1, statuses.length, 0)));
      for (int status : statuses) {
        summarizer.add(
            TestSample.at(0, end)
                .failed(Outcome.HTTP_STATUS, "HTTP " + status)
                .status(status)
                .sample());
      }
      parts.add(ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }
    JsonNode merged = JSON.readTree(ResultJson.format(merge(parts.get(0), parts.get(1))));
    assertThat(merged.at("/failures/http_status_503/count").intValue()).isEqualTo(2);
    assertThat(merged.at("/failures/http_status_401/count").intValue()).isEqualTo(1);
  }

  @Test
  void worstCheckIsKeptIfItCannotBeRecomputed() throws IOException {
    List<byte[]> parts = new ArrayList<>();
    for (int busyMillis : new int[] {100, 900, 200}) {
      Summarizer summarizer = TestRun.summary(HEADER, List.of(Level.closed(1, 1, 0)));
      summarizer.add(TestSample.at(0, busyMillis * MS_IN_NANOS).sample());
      LevelEnd.ClientCost cost =
          new LevelEnd.ClientCost(
              1000 * MS_IN_NANOS, 0, 1, busyMillis * MS_IN_NANOS, 0, 0, 0, 0, null, null, 0.0);
      summarizer.add(new LevelEnd(0, 0, 0, 1, null, cost, null, null));
      parts.add(ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }
    Result merged = merge(parts.toArray(byte[][]::new));

    assertThat(merged.levels().getFirst().checks())
        .filteredOn(trustCheck -> trustCheck.kind() == TrustCheck.Kind.CLIENT_CPU)
        .singleElement()
        .satisfies(
            trustCheck -> assertThat(trustCheck.verdict()).isEqualTo(TrustCheck.Verdict.WARN))
        .satisfies(trustCheck -> assertThat(trustCheck.message()).contains("used 90 % of a core"));
    assertThat(merged.warnings())
        .extracting(Warning::code)
        .containsOnlyOnce(Warning.Code.CLIENT_SATURATED)
        .doesNotContain(Warning.Code.CLIENT_CPU_UNMEASURED, Warning.Code.LOOP_DELAY);
  }

  @Test
  void duplicateResultIsRejected() throws IOException {
    byte[] json = ResultJson.format(result(sampleBetween(0, 1))).getBytes(UTF_8);
    assertThatThrownBy(() -> merge(json, json))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("file1 is the same result as file0: it would count twice");
  }

  @Test
  void mergedResultTogetherWithOneOfItsPartsIsRejected() {
    byte[] a = ResultJson.format(result(sampleBetween(0, 1000))).getBytes(UTF_8);
    byte[] b = ResultJson.format(result(sampleBetween(500, 2000))).getBytes(UTF_8);
    byte[] ab = ResultJson.format(merge(a, b)).getBytes(UTF_8);
    assertThatThrownBy(() -> merge(ab, b))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("file1: levels/0 is the same as in file0: it would count twice");
  }

  @Test
  void warningThatCannotBeRecomputedIsCarriedToTheMergedLevel() {
    Summarizer one = TestRun.summary(HEADER, List.of(Level.closed(1, 1, 0)));
    one.add(TestSample.at(0, MS_IN_NANOS).sample());
    Summarizer other =
        TestRun.summary(lowCeilingHeader(), List.of(Level.closed(8, 1, 0), Level.closed(1, 1, 0)));
    other.add(TestSample.at(0, MS_IN_NANOS).level(0).sample());
    other.add(TestSample.at(0, 500 * MS_IN_NANOS).level(1).sample());
    Result merged =
        merge(
            ResultJson.format(one.result(false)).getBytes(UTF_8),
            ResultJson.format(other.result(false)).getBytes(UTF_8));
    assertThat(merged.levels())
        .extracting(level -> level.level().label())
        .containsExactly("1", "8");
    assertThat(merged.warnings())
        .filteredOn(warning -> warning.code() == Warning.Code.PAST_CEILING)
        .extracting(Warning::levels)
        .containsExactly(List.of(1));
    assertThat(merged.warnings())
        .extracting(Warning::code)
        .doesNotContain(Warning.Code.NOT_CALIBRATED)
        .contains(Warning.Code.CLIENT_CPU_UNMEASURED);
  }

  /** Returns a header calibrated for ten content events per second. */
  private static RunHeader lowCeilingHeader() {
    Calibration calibration =
        new Calibration("2026-01-01T00:00:00Z", "CPU", 50, 5, 300_000, 0, 60_000, 0, 10, 1);
    return TestRun.withCalibration(HEADER, calibration);
  }

  @Test
  void commonCalibrationIsKept() throws IOException {
    byte[] a = ResultJson.format(result(sampleBetween(0, 1000))).getBytes(UTF_8);
    byte[] b = ResultJson.format(result(sampleBetween(500, 2000))).getBytes(UTF_8);
    assertThat(merge(a, b).header().calibration()).isEqualTo(HEADER.calibration());
  }

  @Test
  void partsWithTooFewSamplesMayBeEnoughTogether() {
    List<byte[]> parts = new ArrayList<>();
    for (int part = 0; part < 2; part++) {
      Summarizer summarizer = TestRun.summary(HEADER, List.of(Level.closed(1, 10, 0)));
      for (int i = 0; i < 10; i++) {
        summarizer.add(TestSample.at(part, MS_IN_NANOS).sample());
      }
      Result result = summarizer.result(false);
      assertThat(result.warnings()).extracting(Warning::code).contains(Warning.Code.FEW_FOR_P95);
      parts.add(ResultJson.format(result).getBytes(UTF_8));
    }
    assertThat(merge(parts.get(0), parts.get(1)).warnings())
        .extracting(Warning::code)
        .doesNotContain(Warning.Code.FEW_FOR_P95);
  }

  @Test
  void invalidPartMakesTheMergedResultInvalid() throws IOException {
    Summarizer summarizer = TestRun.summary(HEADER, List.of(Level.closed(1, 2, 0)));
    summarizer.add(TestSample.at(0, MS_IN_NANOS).sample());
    summarizer.add(new LevelEnd(0, 0, 0, 2, null, null, null, null));
    byte[] incomplete = ResultJson.format(summarizer.result(false)).getBytes(UTF_8);

    Result merged =
        merge(incomplete, ResultJson.format(result(sampleBetween(0, 1))).getBytes(UTF_8));
    assertThat(merged.isValid()).isFalse();
  }

  @Test
  void littlesLawBrokenInOnePartIsBrokenInTheMergedResult() {
    long second = 1000 * MS_IN_NANOS;
    Summarizer idle = TestRun.summary(HEADER, List.of(Level.closed(1, 3, 0)));
    for (int i = 0; i < 3; i++) {
      // It idles for half of each second.
      idle.add(TestSample.at(i * second, i * second + second / 2).sample());
    }
    Summarizer refused = TestRun.summary(HEADER, List.of(Level.closed(1, 2, 0)));
    refused.add(TestSample.at(9 * second, 10 * second).sample());
    refused.add(
        TestSample.at(10 * second, 11 * second).failed(Outcome.CONNECT_FAILED, "").sample());
    byte[] broken = ResultJson.format(idle.result(false)).getBytes(UTF_8);
    assertThat(idle.result(false).isValid()).isFalse();

    Result merged = merge(broken, ResultJson.format(refused.result(false)).getBytes(UTF_8));
    assertThat(merged.isValid()).isFalse();
    assertThat(ResultJson.format(merged)).contains("\"little\": \"broken\"");
  }

  @ParameterizedTest
  @ValueSource(strings = {"holds", "broken"})
  void littlesLawIsNotReevaluatedFromRoundedNumbers(String verdict) throws IOException {
    ObjectNode part = (ObjectNode) JSON.readTree(ResultJson.format(result(sampleBetween(0, 1))));
    ((ObjectNode) part.at("/levels/0"))
        .put("little", verdict)
        .put("steady", 1000)
        .put("in_flight", verdict.equals("holds") ? 0.021 : 1.05)
        .put("in_flight_expected", verdict.equals("holds") ? 0.011 : 1.0);

    assertThat(ResultJson.format(merge(part.toString().getBytes(UTF_8))))
        .contains("\"little\": \"%s\"".formatted(verdict));
  }

  @Test
  void twoInvalidPartsWhoseSumsMatchStayInvalid() {
    List<byte[]> parts = new ArrayList<>();
    for (int sent : new int[] {0, 2}) {
      Summarizer summarizer =
          TestRun.summary(HEADER, List.of(new Level(1, 0, null, 0, 1_000_000_000, 0, 0)));
      summarizer.add(TestSample.at(0, MS_IN_NANOS + sent).sample());
      summarizer.add(new LevelEnd(0, 0, 0, sent, null, null, null, null));
      parts.add(ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }
    Result merged = merge(parts.get(0), parts.get(1));

    assertThat(merged.levels().getFirst().checks())
        .filteredOn(trustCheck -> trustCheck.kind() == TrustCheck.Kind.CONSERVATION)
        .extracting(TrustCheck::verdict)
        .containsExactly(TrustCheck.Verdict.PASS);
    assertThat(merged.isValid()).isFalse();
  }

  @Test
  void differencesBetweenMachinesAreNamedWithTheirValues() throws IOException {
    byte[] one = ResultJson.format(result(sampleBetween(0, 1))).getBytes(UTF_8);
    ObjectNode other = (ObjectNode) JSON.readTree(ResultJson.format(result(sampleBetween(0, 2))));
    ((ObjectNode) other.path("environment"))
        .put("cores", 8)
        .put("governor", "performance")
        .put("proxy", "classes");
    assertThat(merge(one, other.toString().getBytes(UTF_8)).warnings())
        .contains(
            new Warning(
                Warning.Code.ENVIRONMENTS_DIFFER,
                "The results come from different machines or builds (cores 2 and 8, governor"
                    + " unknown and performance, proxy unknown and classes), which may explain"
                    + " their differences.",
                List.of()));
  }

  private static Result merge(byte[]... results) {
    ResultMerger resultMerger = new ResultMerger();
    for (int i = 0; i < results.length; i++) {
      resultMerger.add("file" + i, results[i]);
    }
    return resultMerger.result();
  }

  private static List<Sample> sampleBetween(long sendMillis, long endMillis) {
    return List.of(TestSample.at(sendMillis * MS_IN_NANOS, endMillis * MS_IN_NANOS).sample());
  }

  private static Result result(List<Sample> samples) {
    Summarizer summarizer =
        TestRun.summary(
            HEADER,
            List.of(
                new Level(4, 0, null, 0, 1_000_000_000, 0, 0),
                new Level(0, 2.5, Arrivals.POISSON, 0, 1_000_000_000, 0, 0)));
    samples.forEach(summarizer::add);
    for (int i = 0; i < 2; i++) {
      int level = i;
      int sent = (int) samples.stream().filter(sample -> sample.level() == level).count();
      summarizer.add(new LevelEnd(level, 0, 0, sent, null, null, null, null));
    }
    return summarizer.result(false);
  }

  private static Sample sample(Random random) {
    long send = random.nextInt(1000) * MS_IN_NANOS;
    long[] events = new long[random.nextInt(1, 30)];
    TestSample sample = TestSample.at(send, send + 10_000 * MS_IN_NANOS);
    long at = send;
    for (int i = 0; i < events.length; i++) {
      at += random.nextInt(i == 0 ? 400_000_000 : 80_000_000);
      events[i] = at;
      sample.stamp(at - random.nextInt(1_000_000), at - random.nextInt(1000), at);
    }
    sample.level(random.nextInt(2)).dueAt(send - random.nextInt(1_000_000)).user(random.nextInt(9));
    switch (random.nextInt(4)) {
      case 0 -> sample.events(events).tokens(random.nextInt(1, 90));
      case 1 -> sample.events(events).textTokens(random.nextInt(1, 90));
      case 2 -> sample.failed(Outcome.CUT, "cut");
      default -> sample.events(events);
    }
    return sample.sample();
  }
}
