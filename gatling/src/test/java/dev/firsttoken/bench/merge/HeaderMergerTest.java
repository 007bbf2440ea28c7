package dev.firsttoken.bench.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Result;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.RunHeader;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import dev.firsttoken.bench.trust.Warning;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class HeaderMergerTest {
  private static final long MS_IN_NANOS = 1_000_000;

  @Test
  void differingOptionsAreNamed() {
    ResultMerger resultMerger = new ResultMerger();
    long end = 0;
    for (String prompt : List.of("one", "two")) {
      RunHeader header =
          TestRun.header(
              "sweep",
              Map.of("prompt", prompt, "frames", "9", "results-dir", prompt, "annotate", prompt));
      Summarizer summarizer = TestRun.summary(header, List.of(Level.closed(1, 1, 0)));
      end += MS_IN_NANOS;
      summarizer.add(TestSample.at(0, end).sample());
      resultMerger.add(prompt, ResultJson.format(summarizer.result(false)).getBytes(UTF_8));
    }
    Result result = resultMerger.result();
    assertThat(result.header().options()).containsOnlyKeys("frames", "merged");
    assertThat(result.warnings())
        .contains(
            new Warning(
                Warning.Code.OPTIONS_DIFFER,
                "The results were measured with different options (--prompt), so together they may"
                    + " mean nothing.",
                List.of()));
  }
}
