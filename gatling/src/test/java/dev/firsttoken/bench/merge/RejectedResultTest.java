package dev.firsttoken.bench.merge;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.report.export.ResultJson;
import dev.firsttoken.bench.result.Summarizer;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** Files that are not results, or are broken, are rejected by a merge. */
class RejectedResultTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void invalidResultIsReportedInOneSentence() throws IOException {
    ObjectNode valid = validResult();
    assertRejected("{\n")
        .hasMessage("file0 is not a result: the JSON is incomplete, it ends in line 2");
    assertRejected("<p>").hasMessage("file0 is not a result: invalid JSON at line 1, column 1");
    assertRejected(valid.deepCopy().put("schema", "firsttoken.result/2"))
        .hasMessage(
            "file0: its schema is firsttoken.result/2, but this version reads firsttoken.result/1");
    assertRejected(valid.deepCopy().put("schema", "firsttoken.wrk/1"))
        .hasMessageStartingWith("file0 is a result of wrk2 or wrk, which has no samples");
    assertRejected(without(valid, "schema")).hasMessageContaining("its schema is missing");
    assertRejected(without(valid, "levels")).hasMessage("file0: /levels is missing");
    assertRejected(without(valid, "started_at")).hasMessage("file0: /started_at is missing");
    assertRejected(valid.deepCopy().put("started_at", "noon"))
        .hasMessage("file0: /started_at must be a time with an offset: \"noon\"");
    assertRejected(valid.deepCopy().put("levels", "x"))
        .hasMessage("file0: /levels must be a list: \"x\"");
    assertRejected((ObjectNode) valid.deepCopy().set("levels", JSON.createObjectNode().put("a", 1)))
        .hasMessage("file0: /levels must be a list: {\"a\":1}");
    assertRejected(valid.deepCopy().put("warnings", 1))
        .hasMessage("file0: /warnings must be a list: 1");
    assertRejected(valid.deepCopy().put("options", "x"))
        .hasMessage("file0: /options must be an object: \"x\"");
    ObjectNode noCount = valid.deepCopy();
    ((ObjectNode) noCount.at("/levels/0")).put("ok", -1);
    assertRejected(noCount).hasMessage("file0: levels/0/ok must be an integer from 0: -1");
    ObjectNode backwards = valid.deepCopy();
    ((ObjectNode) backwards.at("/levels/0/covered/0")).put("to", "1969-12-31T00:00:00Z");
    assertRejected(backwards)
        .hasMessage(
            "file0: levels/0/covered/0/to must not be before from: \"1969-12-31T00:00:00Z\"");
    ObjectNode endless = valid.deepCopy();
    ((ObjectNode) endless.at("/levels/0/covered/0")).put("to", "9999-12-31T00:00:00Z");
    assertRejected(endless)
        .hasMessage(
            "file0: levels/0/covered/0/to must lie between 1678 and 2261:"
                + " \"9999-12-31T00:00:00Z\"");
    ObjectNode noHistogram = valid.deepCopy();
    ((ObjectNode) noHistogram.at("/levels/0/histograms/ttft")).put("hdr", "AAAA");
    assertRejected(noHistogram)
        .hasMessageStartingWith("file0: levels/0/histograms/ttft/hdr is not a histogram");
    ObjectNode otherCount = valid.deepCopy();
    ((ObjectNode) otherCount.at("/levels/0/histograms/ttft")).put("count", 7);
    assertRejected(otherCount)
        .hasMessage("file0: levels/0/histograms/ttft/count is 7, but its histogram holds 1 values");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRejected(ObjectNode json) {
    return assertRejected(json.toString());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> assertRejected(String text) {
    return assertThatThrownBy(
            () -> {
              ResultMerger resultMerger = new ResultMerger();
              resultMerger.add("file0", text.getBytes(UTF_8));
              resultMerger.result();
            })
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ObjectNode without(ObjectNode json, String field) {
    ObjectNode copy = json.deepCopy();
    copy.remove(field);
    return copy;
  }

  private static ObjectNode validResult() throws IOException {
    Summarizer summarizer =
        TestRun.summary(TestRun.header("sweep", Map.of()), List.of(Level.closed(1, 1, 0)));
    summarizer.add(TestSample.at(0, 1_000_000).sample());
    summarizer.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    return (ObjectNode) JSON.readTree(ResultJson.format(summarizer.result(false)));
  }
}
