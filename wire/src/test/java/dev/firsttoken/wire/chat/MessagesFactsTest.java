package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of the Messages API, whose deltas are objects. */
class MessagesFactsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'content_block_delta','index':0,'delta':{'type':'text_delta','text':'Hi'}}",
        "{'type':'content_block_start','index':0,'content_block':{'type':'text','text':'Hi'}}",
        "{'type':'message','content':[{'type':'text','text':'Hi'}],'stop_reason':null}"
      })
  void textOfABlockIsText(String data) {
    ParsedFacts parsed = ParsedFacts.parseQuoted(data);
    assertThat(parsed.text()).isTrue();
    assertThat(parsed.reasoning() || parsed.toolCall() || parsed.prelude()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'content_block_delta','delta':{'type':'thinking_delta','thinking':'Hm'}}",
        "{'type':'content_block_start','content_block':{'type':'redacted_thinking','data':'Em'}}",
        "{'content':[{'type':'thinking','thinking':'Hm','signature':'s'}]}"
      })
  void thinkingIsReasoning(String data) {
    ParsedFacts parsed = ParsedFacts.parseQuoted(data);
    assertThat(parsed.reasoning()).isTrue();
    assertThat(parsed.text() || parsed.toolCall() || parsed.prelude()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'content_block_start','content_block':{'type':'tool_use','name':'f','input':{}}}",
        "{'type':'content_block_delta','delta':{'type':'input_json_delta','partial_json':'{'}}",
        "{'content':[{'type':'tool_use','name':'f','input':{'a':1}}]}"
      })
  void nameOrInputOfAToolIsAToolCall(String data) {
    ParsedFacts parsed = ParsedFacts.parseQuoted(data);
    assertThat(parsed.toolCall()).isTrue();
    assertThat(parsed.text() || parsed.reasoning() || parsed.prelude()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'message_start','message':{'content':[],'usage':{'output_tokens':1}}}",
        "{'type':'content_block_start','content_block':{'type':'text','text':''}}",
        "{'type':'content_block_start','content_block':{'type':'thinking','thinking':''}}",
        "{'type':'ping'}"
      })
  void announcementIsAPrelude(String data) {
    ParsedFacts parsed = ParsedFacts.parseQuoted(data);
    assertThat(parsed.prelude()).isTrue();
    assertThat(parsed.content() || parsed.finished()).isFalse();
    assertThat(parsed.usage()).containsExactly(-1L, -1L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'type':'content_block_delta','delta':{'type':'signature_delta','signature':'s'}}",
        "{'type':'content_block_delta','delta':{'type':'text_delta','text':''}}",
        "{'type':'content_block_stop','index':0}",
        "{'type':'message_delta','delta':{'stop_reason':null},'usage':null}"
      })
  void anyOtherEventIsNeitherContentNorAPrelude(String data) {
    assertThat(ParsedFacts.parseQuoted(data)).isEqualTo(ParsedFacts.NOTHING);
  }

  @Test
  void streamFinishesWithMessageStopAndSaysWhyBefore() {
    ParsedFacts delta =
        ParsedFacts.parseQuoted(
            "{'type':'message_delta','delta':{'stop_reason':'end_turn','stop_sequence':null},"
                + "'usage':{'output_tokens':15}}");
    assertThat(delta.finishReason()).isEqualTo("end_turn");
    assertThat(delta.usage()).containsExactly(15L, -1L);
    assertThat(delta.finished()).isFalse();
    ParsedFacts stop = ParsedFacts.parseQuoted("{'type':'message_stop'}");
    assertThat(stop.finished()).isTrue();
    assertThat(stop.error()).isFalse();
  }

  @Test
  void reasonOfAWholeMessageIsItsFinishReason() {
    ParsedFacts parsed =
        ParsedFacts.parseQuoted(
            "{'content':[{'text':'Hi'}],'stop_reason':'max_tokens',"
                + "'usage':{'input_tokens':3,'output_tokens':9}}");
    assertThat(parsed.finishReason()).isEqualTo("max_tokens");
    assertThat(parsed.usage()).containsExactly(9L, 3L);
  }

  @Test
  void errorEventIsAnError() {
    assertThat(
            ParsedFacts.parseQuoted(
                    "{'type':'error','error':{'type':'overloaded_error','message':'Overloaded'}}")
                .error())
        .isTrue();
  }

  @Test
  void promptTokensIncludeThoseThatAreCountedApart() {
    String usage =
        "{'input_tokens':5,'cache_read_input_tokens':20,'cache_creation_input_tokens':3}";
    for (String data :
        List.of(
            "{'type':'message_start','message':{'usage':" + usage + "}}",
            "{'type':'message','usage':" + usage + "}")) {
      PromptCount facts = PromptCount.parse(data);
      assertThat(facts.promptTokens).isEqualTo(28);
      assertThat(facts.cachedTokens).isEqualTo(20);
    }
  }

  @Test
  void countsThatIncludeTheCachedTokensStay() {
    PromptCount chat =
        PromptCount.parse("{'usage':{'prompt_tokens':25,'cache_read_input_tokens':20}}");
    assertThat(chat.promptTokens).isEqualTo(25);
    assertThat(chat.cachedTokens).isEqualTo(20);
    PromptCount response =
        PromptCount.parse(
            "{'usage':{'input_tokens':25,'input_tokens_details':{'cached_tokens':7},"
                + "'cache_read_input_tokens':20}}");
    assertThat(response.promptTokens).isEqualTo(25);
    assertThat(response.cachedTokens).isEqualTo(7);
  }

  @Test
  void implausibleCacheCountsAreIgnored() {
    PromptCount facts =
        PromptCount.parse(
            "{'usage':{'input_tokens':5,'cache_read_input_tokens':-3,"
                + "'cache_creation_input_tokens':9223372036854775807}}");
    assertThat(facts.promptTokens).isEqualTo(5);
    assertThat(facts.cachedTokens).isEqualTo(-1);
  }

  @Test
  void embeddingIsAListOrAText() {
    assertThat(hasEmbedding("{'data':[{'embedding':[0.1,-2e-3]}],'usage':{'prompt_tokens':3}}"))
        .isTrue();
    assertThat(hasEmbedding("{'data':[{'embedding':'AACAPw=='}]}")).isTrue();
    for (String data :
        List.of(
            "{'data':[]}",
            "{'data':[{'embedding':''}]}",
            "{'data':[{'embedding':null}]}",
            "{'embedding':[1]}",
            "{'data':{'embedding':[1]}}")) {
      assertThat(hasEmbedding(data)).as(data).isFalse();
    }
  }

  private static boolean hasEmbedding(String data) {
    List<Boolean> found = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> found.add(facts.hasEmbedding()));
    ParsedFacts.feedQuoted(scanner, data);
    return found.getFirst();
  }

  /** The counts of prompt tokens of one event. */
  private record PromptCount(long promptTokens, long cachedTokens) {
    static PromptCount parse(String data) {
      List<PromptCount> parsed = new ArrayList<>();
      ChatScanner scanner =
          new ChatScanner(
              facts -> parsed.add(new PromptCount(facts.promptTokens(), facts.cachedTokens())));
      ParsedFacts.feedQuoted(scanner, data);
      return parsed.getFirst();
    }
  }
}
