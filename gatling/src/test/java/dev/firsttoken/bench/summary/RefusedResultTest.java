package dev.firsttoken.bench.summary;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.samples.Level;
import dev.firsttoken.bench.samples.LevelEnd;
import dev.firsttoken.bench.samples.TestRun;
import dev.firsttoken.bench.samples.TestSample;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What is no result, or is broken, before a merge. */
class RefusedResultTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void whatIsNoResultOfThisVersionIsNamedInOneSentence() throws IOException {
    ObjectNode good = good();
    refused("{\n").hasMessage("file0 is no result: it ends before its JSON does, in line 2");
    refused("<p>").hasMessage("file0 is no result: no JSON from line 1, column 1 on");
    refused(good.deepCopy().put("schema", "firsttoken.result/2"))
        .hasMessage(
            "file0: its schema is firsttoken.result/2, and this version reads firsttoken.result/1");
    refused(without(good, "schema")).hasMessageContaining("its schema is missing");
    refused(without(good, "levels")).hasMessage("file0: /levels is missing");
    refused(without(good, "started_at")).hasMessage("file0: /started_at is missing");
    refused(good.deepCopy().put("started_at", "noon"))
        .hasMessage("file0: /started_at must be a time with its offset: \"noon\"");
    refused(good.deepCopy().put("levels", "x")).hasMessage("file0: /levels must be a list: \"x\"");
    refused((ObjectNode) good.deepCopy().set("levels", JSON.createObjectNode().put("a", 1)))
        .hasMessage("file0: /levels must be a list: {\"a\":1}");
    refused(good.deepCopy().put("warnings", 1)).hasMessage("file0: /warnings must be a list: 1");
    refused(good.deepCopy().put("options", "x"))
        .hasMessage("file0: /options must be an object: \"x\"");
    ObjectNode noCount = good.deepCopy();
    ((ObjectNode) noCount.at("/levels/0")).put("ok", -1);
    refused(noCount).hasMessage("file0: levels/0/ok must be a whole number: -1");
    ObjectNode backwards = good.deepCopy();
    ((ObjectNode) backwards.at("/levels/0/covered/0")).put("to", "1969-12-31T00:00:00Z");
    refused(backwards)
        .hasMessage(
            "file0: levels/0/covered/0/to must not be before from: \"1969-12-31T00:00:00Z\"");
    ObjectNode endless = good.deepCopy();
    ((ObjectNode) endless.at("/levels/0/covered/0")).put("to", "9999-12-31T00:00:00Z");
    refused(endless)
        .hasMessage(
            "file0: levels/0/covered/0/to must lie between 1678 and 2261:"
                + " \"9999-12-31T00:00:00Z\"");
    ObjectNode noHistogram = good.deepCopy();
    ((ObjectNode) noHistogram.at("/levels/0/histograms/ttft")).put("hdr", "AAAA");
    refused(noHistogram)
        .hasMessageStartingWith("file0: levels/0/histograms/ttft/hdr is no histogram");
    ObjectNode otherCount = good.deepCopy();
    ((ObjectNode) otherCount.at("/levels/0/histograms/ttft")).put("count", 7);
    refused(otherCount)
        .hasMessage("file0: levels/0/histograms/ttft/count is 7, and its histogram holds 1");
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(ObjectNode json) {
    return refused(json.toString());
  }

  private static AbstractThrowableAssert<?, ? extends Throwable> refused(String text) {
    return assertThatThrownBy(
            () -> {
              Merge merge = new Merge();
              merge.add("file0", text.getBytes(UTF_8));
              merge.result();
            })
        .isInstanceOf(IllegalArgumentException.class);
  }

  private static ObjectNode without(ObjectNode json, String field) {
    ObjectNode lacking = json.deepCopy();
    lacking.remove(field);
    return lacking;
  }

  private static ObjectNode good() throws IOException {
    Summary summary =
        TestRun.summary(TestRun.header("sweep", Map.of()), List.of(Level.closed(1, 1, 0)));
    summary.add(TestSample.at(0, 1_000_000).sample());
    summary.add(new LevelEnd(0, 0, 0, 1, null, null, null, null));
    return (ObjectNode) JSON.readTree(summary.result(false).json());
  }
}
