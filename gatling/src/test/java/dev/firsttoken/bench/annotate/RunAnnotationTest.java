package dev.firsttoken.bench.annotate;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RequestKind;
import dev.firsttoken.bench.samples.RunEnd;
import dev.firsttoken.bench.samples.SampleFile;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class RunAnnotationTest {
  private static final Duration ELAPSED = Duration.ofSeconds(2);

  private static Result golden(String name) {
    SampleFile samples =
        SampleFile.open(Path.of("src/test/resources/golden", name, "samples.jsonl.gz"));
    Summarizer summarizer = new Summarizer(samples.header());
    return summarizer.result(samples.forEach(summarizer::add));
  }

  @Test
  void annotationSpansTheRunAndNamesItsLevels() {
    RunAnnotation annotation = RunAnnotation.of(golden("closed"), ELAPSED);

    long start = Instant.parse("2026-11-28T21:24:41.559Z").toEpochMilli();
    assertThat(annotation.startMillis()).isEqualTo(start);
    assertThat(annotation.endMillis()).isEqualTo(start + 2000);
    assertThat(annotation.tags()).containsExactly(RunAnnotation.TAG, "sweep");
    assertThat(annotation.text().lines())
        .first()
        .asString()
        .startsWith("./bench sweep")
        .doesNotContain("ended before");
    assertThat(annotation.text()).contains("\nc=1: 16 ok, 0 failed, TTFT p50 0.5 ms, p95 2.7 ms");
  }

  @Test
  void levelOfPlainRequestsHasTheirLatency() {
    Summarizer summarizer =
        TestRun.summary("micro", Level.closed(1, 1, 0).ofKind(RequestKind.MICRO));
    summarizer.add(TestSample.at(0, 2_000_000).plain(1_000_000, 1024).sample());

    assertThat(RunAnnotation.of(summarizer.result(RunEnd.COMPLETE), ELAPSED).text())
        .endsWith("\nc=1: 1 ok, 0 failed, latency p50 2.0 ms, p95 2.0 ms");
  }

  @Test
  void runThatWasCutIsSaid() {
    Result cut = TestRun.summary("sweep", Level.closed(1, 1, 0)).result(RunEnd.INTERRUPTED);

    assertThat(RunAnnotation.of(cut, ELAPSED).text())
        .startsWith("./bench sweep, ended before its plan\n");
  }

  @Test
  void manyLevelsAreCounted() {
    Level[] levels =
        IntStream.rangeClosed(1, 25).mapToObj(n -> Level.closed(n, n, 0)).toArray(Level[]::new);
    Result result = TestRun.summary("sweep", levels).result(RunEnd.COMPLETE);

    assertThat(RunAnnotation.of(result, ELAPSED).text().lines())
        .hasSize(1 + 20 + 1)
        .last()
        .isEqualTo("and 5 more levels");
  }
}
