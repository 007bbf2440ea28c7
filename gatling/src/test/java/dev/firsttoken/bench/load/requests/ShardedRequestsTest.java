package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.dataset.Prompts;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
import dev.firsttoken.bench.options.value.LengthDistribution;
import dev.firsttoken.bench.options.value.RequestLengths;
import dev.firsttoken.bench.options.value.Shard;
import dev.firsttoken.bench.samples.Phase;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** All shards together send the requests that one machine would, each of them once. */
class ShardedRequestsTest {
  private static final Target TARGET =
      new Target(URI.create("http://h/chat"), true, Duration.ofSeconds(1), null, null);
  private static final RequestOptions OPTIONS = new RequestOptions("m", "p", 7, Map.of());

  private static RequestSource source(
      @Nullable Prompts prompts, RequestLengths lengths, Shard shard) {
    return RequestSource.of(
        TARGET, OPTIONS, new WorkloadOptions(prompts, null, 1, false, null, lengths, shard), 1);
  }

  private static List<String> send(RequestSource source, Phase phase, int requests) {
    List<String> sent = new ArrayList<>();
    for (int i = 0; i < requests; i++) {
      PreparedRequest request = source.get(PlannedRequest.immediate(i, phase));
      sent.add(request.bytes().toString(UTF_8));
      request.bytes().release();
    }
    return sent;
  }

  private static void expectUnion(@Nullable Prompts prompts, RequestLengths lengths, int requests) {
    for (Phase phase : List.of(Phase.WARMUP, Phase.MEASURED)) {
      List<String> whole = send(source(prompts, lengths, Shard.WHOLE), phase, requests);
      for (int count = 1; count <= 7; count++) {
        List<String> sent = new ArrayList<>();
        for (int index = 0; index < count; index++) {
          Shard shard = new Shard(index, count);
          sent.addAll(send(source(prompts, lengths, shard), phase, shard.shareOf(requests)));
        }
        assertThat(sent).containsExactlyInAnyOrderElementsOf(whole);
      }
    }
  }

  @Test
  void promptsOfAllShardsAreThoseOfOneMachine() {
    List<Prompt> lines =
        IntStream.rangeClosed(1, 20)
            .mapToObj(
                line ->
                    new Prompt(
                        line,
                        MessageText.userMessages("prompt " + line),
                        MessageText.BEFORE.length(),
                        null))
            .toList();
    expectUnion(new Prompts(lines), RequestLengths.NONE, 20);
    expectUnion(new Prompts(lines), RequestLengths.NONE, 53);
  }

  @Test
  void requestWithAPositionIsTheOneOfOneMachine() {
    List<Prompt> lines = new ArrayList<>();
    for (int line = 1; line <= 9; line++) {
      String messages = MessageText.userMessages("prompt " + line);
      lines.add(new Prompt(line, messages, MessageText.BEFORE.length(), null));
    }
    List<String> whole =
        send(source(new Prompts(lines), RequestLengths.NONE, Shard.WHOLE), Phase.MEASURED, 2 * 9);
    RequestSource source = source(new Prompts(lines), RequestLengths.NONE, new Shard(1, 2));
    for (int position : new int[] {17, 0, 8, 9}) {
      PreparedRequest request =
          source.get(PlannedRequest.immediate(3, Phase.MEASURED).at(position));
      assertThat(request.bytes().toString(UTF_8)).isEqualTo(whole.get(position));
      request.bytes().release();
    }
  }

  @Test
  void drawnLengthsOfAllShardsAreThoseOfOneMachine() {
    RequestLengths lengths =
        new RequestLengths(
            LengthDistribution.parse("uniform:20-60"),
            LengthDistribution.parse("uniform:5-90"),
            false,
            RequestLengths.NONE.tokenizer(),
            1);
    expectUnion(null, lengths, 30);
  }
}
