package dev.firsttoken.bench.load.requests;

import static dev.firsttoken.bench.load.requests.TestRequests.MESSAGES;
import static dev.firsttoken.bench.load.requests.TestRequests.OPTIONS;
import static dev.firsttoken.bench.load.requests.TestRequests.PROMPTS;
import static dev.firsttoken.bench.load.requests.TestRequests.TARGET;
import static dev.firsttoken.bench.load.requests.TestRequests.body;
import static dev.firsttoken.bench.load.requests.TestRequests.lastContent;
import static dev.firsttoken.bench.load.requests.TestRequests.text;
import static dev.firsttoken.bench.load.requests.TestRequests.workloadOptions;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.dataset.Trace;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.samples.Phase;
import io.netty.buffer.ByteBuf;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** The turn in which requests are taken. */
class RequestSourceTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void plainRequestIsOneGetWithoutABody() {
    Target target =
        new Target(URI.create("http://h:81?x=1"), true, Duration.ofSeconds(1), "sk-1", null);
    RequestSource requestSource = RequestSource.ofPlain(target);
    for (int i = 0; i < 2; i++) {
      PreparedRequest request = requestSource.get(PlannedRequest.immediate(i, Phase.MEASURED));
      assertThat(request.bytes().toString(UTF_8))
          .isEqualTo(
              """
              GET /?x=1 HTTP/1.1\r
              host: h:81\r
              accept: */*\r
              user-agent: first-token-bench\r
              authorization: Bearer sk-1\r
              \r
              """);
      request.bytes().release();
    }
  }

  @Test
  void singlePromptIsSentRepeatedly() throws IOException {
    RequestSource requestSource = RequestSource.of(TARGET, OPTIONS, WorkloadOptions.DEFAULT, 1);

    String first = text(requestSource.next());
    assertThat(first)
        .isEqualTo(text(requestSource.next()))
        .isEqualTo(text(requestSource.get(1_000_000)));
    assertThat(body(requestSource.next()))
        .isEqualTo(JSON.readTree(ChatRequestEncoder.encodeBody(OPTIONS, true)));
  }

  @Test
  void shortestRequestIsTheOnlyOneOfItsSource() {
    RequestSource shortest =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1).shortest();

    assertThat(shortest.count()).isOne();
    assertThat(text(shortest.get(PlannedRequest.immediate(0, Phase.WARMUP)))).contains("\"b\"");
    assertThat(shortest.isVaried()).isFalse();
  }

  @Test
  void promptsOfAFileAreSentInTurnAndUnchanged() throws IOException {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1);

    assertThat(requestSource.count()).isEqualTo(2);
    JsonNode first = body(requestSource.next());
    assertThat(first.path("messages")).isEqualTo(JSON.readTree(MESSAGES));
    assertThat(first.path("max_tokens").intValue()).isEqualTo(9);
    assertThat(first.path("model").textValue()).isEqualTo("m");
    JsonNode second = body(requestSource.next());
    assertThat(lastContent(second)).isEqualTo("b");
    assertThat(second.path("max_tokens").intValue()).isEqualTo(7);
    assertThat(body(requestSource.next())).isEqualTo(first);
    assertThat(body(requestSource.get(-1))).isEqualTo(second);
  }

  @Test
  void traceIsSentInOrderAndWarmsUpFromItsEnd() {
    Trace trace = new Trace(List.of(new Trace.Request(0, 1, 5), new Trace.Request(9, 1, 6)));
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(null, trace, false), 1);

    for (int i = 0; i < 2; i++) {
      JsonNode measured = body(requestSource.get(new PlannedRequest(1, Phase.MEASURED, 9)));
      assertThat(measured.path("max_tokens").intValue()).isEqualTo(6);
    }
    JsonNode warmup = body(requestSource.get(PlannedRequest.immediate(1, Phase.WARMUP)));
    assertThat(warmup.path("max_tokens").intValue()).isEqualTo(5);
  }

  @Test
  void noPromptRepeatsBeforeAllHaveBeenSent() {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1);

    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("b");
    assertThat(sent(requestSource, Phase.MEASURED)).isEqualTo("a");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("a");
  }

  @Test
  void warmUpDoesNotChangeTheOrderOfThePrompts() {
    RequestSource requestSource =
        RequestSource.of(TARGET, OPTIONS, workloadOptions(PROMPTS, null, false), 1);

    assertThat(sent(requestSource, Phase.RAMP)).isEqualTo("a");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("b");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("a");
    assertThat(sent(requestSource, Phase.WARMUP)).isEqualTo("b");
    assertThat(sent(requestSource, Phase.MEASURED)).isEqualTo("b");
  }

  private static String sent(RequestSource requestSource, Phase phase) {
    return lastContent(body(requestSource.get(PlannedRequest.immediate(0, phase))));
  }

  @Test
  void readingARequestDoesNotConsumeTheNextOne() {
    RequestSource requestSource = RequestSource.of(TARGET, OPTIONS, WorkloadOptions.DEFAULT, 1);
    ByteBuf read = requestSource.next().bytes();
    String text = read.toString(UTF_8);
    read.skipBytes(read.readableBytes()).release();

    assertThat(text(requestSource.next())).isEqualTo(text);
  }

  @Test
  void memoryIsThatOfTheBytesForAllServers() {
    RequestOptions options = new RequestOptions("m", "x".repeat(1 << 20), null, Map.of());
    RequestSource requestSource = RequestSource.of(TARGET, options, WorkloadOptions.DEFAULT, 1);
    int servers = (int) (Runtime.getRuntime().maxMemory() >> 20);

    requestSource.checkMemoryFor(1);
    assertThatThrownBy(() -> requestSource.checkMemoryFor(servers))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageMatching(
            "the requests to \\d+ servers take [\\d,]+ MiB, more than the [\\d,]+ MiB that fit;"
                + " send fewer prompts, or a smaller --extra-body");
  }
}
