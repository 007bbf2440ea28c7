package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of the Responses API, whose events have a type. */
class ResponsesFactsTest {

  @ParameterizedTest
  @ValueSource(strings = {"response.output_text.delta", "response.refusal.delta"})
  void deltaOfTextIsText(String type) {
    for (ParsedFacts parsed : parseInEitherOrder(type, "'x'")) {
      assertThat(parsed.text()).isTrue();
      assertThat(parsed.reasoning() || parsed.toolCall()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"response.reasoning_text.delta", "response.reasoning_summary_text.delta"})
  void deltaOfReasoningIsReasoning(String type) {
    for (ParsedFacts parsed : parseInEitherOrder(type, "'x'")) {
      assertThat(parsed.reasoning()).isTrue();
      assertThat(parsed.text() || parsed.toolCall()).isFalse();
    }
  }

  @Test
  void deltaOfArgumentsIsAToolCall() {
    for (ParsedFacts parsed : parseInEitherOrder("response.function_call_arguments.delta", "'{'")) {
      assertThat(parsed.toolCall()).isTrue();
      assertThat(parsed.text() || parsed.reasoning()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.output_text.done",
        "response.audio.delta",
        "response.output_text.delta ",
        "Response.output_text.delta",
        "response.output_text.delta.and.more.than.the.bytes.that.are.kept.of.it",
        "stop",
        ""
      })
  void deltaOfAnotherTypeIsIgnored(String type) {
    assertThat(parseInEitherOrder(type, "'x'")).containsOnly(ParsedFacts.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "null", "7", "{'text':'x'}", "['x']"})
  void emptyOrNonTextDeltaIsIgnored(String delta) {
    assertThat(parseInEitherOrder("response.output_text.delta", delta))
        .containsOnly(ParsedFacts.NOTHING);
  }

  @Test
  void typeAndDeltaAreReadAtTheTopLevel() {
    for (String data :
        List.of(
            "{'type':'response.output_text.delta','item':{'delta':'x'}}",
            "{'item':{'type':'response.output_text.delta'},'delta':'x'}",
            "{'type':['response.completed'],'item':{'type':'error'}}",
            "['response.completed','error']",
            "{'type':'response.output_text.done','text':'x'}",
            "{'delta':'x'}")) {
      assertThat(ParsedFacts.parseQuoted(data)).as(data).isEqualTo(ParsedFacts.NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"response.completed", "response.incomplete", "response.failed"})
  void lastEventOfAStreamIsFinished(String type) {
    ParsedFacts parsed =
        ParsedFacts.parseQuoted("{'type':'" + type + "','response':{'error':null}}");
    assertThat(parsed.finished()).isTrue();
    assertThat(parsed.done() || parsed.error() || parsed.text()).isFalse();
  }

  @Test
  void otherEventsAreNotFinished() {
    for (String type : List.of("response.created", "response.in_progress", "error", "completed")) {
      assertThat(ParsedFacts.parseQuoted("{'type':'" + type + "'}").finished()).as(type).isFalse();
    }
  }

  @Test
  void errorIsAnErrorEventOrTheErrorOfAResponse() {
    assertThat(ParsedFacts.parseQuoted("{'type':'error','message':'x'}").error()).isTrue();
    ParsedFacts failed =
        ParsedFacts.parseQuoted("{'type':'response.failed','response':{'error':{'code':'x'}}}");
    assertThat(failed.error() && failed.finished()).isTrue();
    assertThat(ParsedFacts.parseQuoted("{'type':'errors','response':{'error':null}}").error())
        .isFalse();
    assertThat(ParsedFacts.parseQuoted("{'response':[{'error':1}],'item':{'error':1}}").error())
        .isFalse();
  }

  @Test
  void usageIsReadAtTheTopLevelOrInTheResponse() {
    String usage = "'usage':{'input_tokens':16,'input_tokens_details':{},'output_tokens':300}";
    assertThat(ParsedFacts.parseQuoted("{" + usage + "}").usage()).containsExactly(300L, 16L);
    assertThat(ParsedFacts.parseQuoted("{'response':{" + usage + "}}").usage())
        .containsExactly(300L, 16L);
    assertThat(ParsedFacts.parseQuoted("{'item':{" + usage + "}}").usage())
        .containsExactly(-1L, -1L);
    assertThat(ParsedFacts.parseQuoted("{'response':{'usage':null}}").usage())
        .containsExactly(-1L, -1L);
  }

  @Test
  void escapedTypeIsDecoded() {
    assertThat(ParsedFacts.parse("{\"type\":\"response\\u002ecompleted\"}").finished()).isTrue();
  }

  @Test
  void typeOfAMalformedEventIsCleared() {
    assertThat(ParsedFacts.parseQuoted("{'type':'response.completed','x'"))
        .isEqualTo(ParsedFacts.MALFORMED);
  }

  @Test
  void typeOfOneEventIsClearedBeforeTheNext() {
    List<ParsedFacts> parsed = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts)));
    ParsedFacts.feedQuoted(scanner, "{'type':'response.output_text.delta'}");
    ParsedFacts.feedQuoted(scanner, "{'delta':'x'}");
    ParsedFacts.feedQuoted(scanner, "{'type':'response.completed'}");
    ParsedFacts.feedQuoted(scanner, "{}");
    assertThat(parsed.get(1)).isEqualTo(ParsedFacts.NOTHING);
    assertThat(parsed.get(3)).isEqualTo(ParsedFacts.NOTHING);
  }

  private static List<ParsedFacts> parseInEitherOrder(String type, String delta) {
    return List.of(
        ParsedFacts.parseQuoted("{'type':'" + type + "','item_id':'x','delta':" + delta + "}"),
        ParsedFacts.parseQuoted(
            "{'delta':" + delta + ",'sequence_number':7,'type':'" + type + "'}"));
  }
}
