package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.testing.FragmentFeeder;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The stream of each endpoint has the same events wherever a read splits it. */
class EndpointStreamsTest {

  /** A stream with two words, whose first one is reasoning where the endpoint has it. */
  @SuppressWarnings("ImmutableEnumChecker") // bytes that no test changes
  enum Endpoint {
    CHAT(
        event("{'choices':[{'index':0,'delta':{'role':'assistant','content':''}}]}"),
        event("{'choices':[{'index':0,'delta':{'reasoning_content':'Hé'}}]}"),
        event("{'choices':[{'index':0,'delta':{'content':'llo'}}]}"),
        event("{'choices':[{'index':0,'delta':{},'finish_reason':'stop'}]}"),
        event("{'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}"),
        "data: [DONE]\n\n"),
    COMPLETIONS(
        event("{'choices':[{'index':0,'text':'Hé','finish_reason':null}]}"),
        event("{'choices':[{'index':0,'text':'llo','finish_reason':'stop'}]}"),
        event("{'choices':[],'usage':{'prompt_tokens':3,'completion_tokens':2}}"),
        "data: [DONE]\n\n"),
    RESPONSES(
        typed("response.created", "'response':{'status':'in_progress','usage':null}"),
        typed("response.output_item.added", "'item':{'type':'message','content':[]}"),
        typed("response.reasoning_text.delta", "'delta':'Hé'"),
        typed("response.output_text.delta", "'delta':'llo'"),
        typed("response.output_text.done", "'text':'llo'"),
        typed("response.completed", "'response':{'usage':{'input_tokens':3,'output_tokens':2}}")),
    MESSAGES(
        typed("message_start", "'message':{'usage':{'input_tokens':3,'output_tokens':1}}"),
        typed("content_block_start", "'content_block':{'type':'text','text':''}"),
        typed("ping", "'index':0"),
        typed("content_block_delta", "'delta':{'type':'thinking_delta','thinking':'Hé'}"),
        typed("content_block_delta", "'delta':{'type':'text_delta','text':'llo'}"),
        typed("content_block_stop", "'index':0"),
        typed("message_delta", "'delta':{'stop_reason':'end_turn'},'usage':{'output_tokens':2}"),
        typed("message_stop", "'index':0"));

    private final byte[] stream;
    private final int events;

    Endpoint(String... events) {
      this.stream = String.join("", events).getBytes(UTF_8);
      this.events = events.length;
    }

    private static String event(String data) {
      return "data: " + data.replace('\'', '"') + "\n\n";
    }

    private static String typed(String type, String fields) {
      return "event: " + type + "\n" + event("{'type':'" + type + "'," + fields + "}");
    }
  }

  @ParameterizedTest
  @EnumSource(Endpoint.class)
  void everySplitGivesTheSameEvents(Endpoint endpoint) {
    List<ParsedFacts> expected = scan(endpoint, endpoint.stream.length);
    assertThat(expected).hasSize(endpoint.events);
    assertThat(expected).noneMatch(facts -> facts.malformed() || facts.error());
    assertThat(expected).filteredOn(ParsedFacts::content).hasSize(2);
    assertThat(expected)
        .filteredOn(ParsedFacts::reasoning)
        .hasSize(endpoint == Endpoint.COMPLETIONS ? 0 : 1);
    assertThat(expected.getLast().done() || expected.getLast().finished()).isTrue();
    assertThat(expected.subList(0, expected.size() - 1))
        .noneMatch(facts -> facts.done() || facts.finished());
    assertThat(expected).anyMatch(facts -> facts.usage().getFirst() == 2);
    assertThat(expected).anyMatch(facts -> facts.usage().getLast() == 3);
    assertThat(expected).noneMatch(facts -> facts.usage().getFirst() == 1);

    for (int cut = 0; cut <= endpoint.stream.length; cut++) {
      assertThat(scan(endpoint, cut)).as("cut at %d", cut).isEqualTo(expected);
    }
    for (int size : new int[] {1, 2, 3, 7}) {
      List<ParsedFacts> parsed = new ArrayList<>();
      FragmentFeeder.feedInSizes(size, endpoint.stream, scanner(parsed)::scan);
      assertThat(parsed).as("pieces of %d", size).isEqualTo(expected);
    }
  }

  private static List<ParsedFacts> scan(Endpoint endpoint, int cut) {
    List<ParsedFacts> parsed = new ArrayList<>();
    FragmentFeeder.feedSplitAt(cut, endpoint.stream, scanner(parsed)::scan);
    return parsed;
  }

  private static SseScanner scanner(List<ParsedFacts> parsed) {
    return new SseScanner(new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts))));
  }
}
