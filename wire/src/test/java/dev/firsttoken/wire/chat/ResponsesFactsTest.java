package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The facts of the Responses API, whose events say by their type what they are. */
class ResponsesFactsTest {

  @ParameterizedTest
  @ValueSource(strings = {"response.output_text.delta", "response.refusal.delta"})
  void deltaOfTextIsText(String type) {
    for (Seen seen : eitherOrder(type, "'x'")) {
      assertThat(seen.text()).isTrue();
      assertThat(seen.reasoning() || seen.toolCall()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"response.reasoning_text.delta", "response.reasoning_summary_text.delta"})
  void deltaOfReasoningIsReasoning(String type) {
    for (Seen seen : eitherOrder(type, "'x'")) {
      assertThat(seen.reasoning()).isTrue();
      assertThat(seen.text() || seen.toolCall()).isFalse();
    }
  }

  @Test
  void deltaOfArgumentsIsAToolCall() {
    for (Seen seen : eitherOrder("response.function_call_arguments.delta", "'{'")) {
      assertThat(seen.toolCall()).isTrue();
      assertThat(seen.text() || seen.reasoning()).isFalse();
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
  void deltaOfAnotherTypeIsNone(String type) {
    assertThat(eitherOrder(type, "'x'")).containsOnly(Seen.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"''", "null", "7", "{'text':'x'}", "['x']"})
  void deltaThatIsNoTextOrEmptyIsNone(String delta) {
    assertThat(eitherOrder("response.output_text.delta", delta)).containsOnly(Seen.NOTHING);
  }

  @Test
  void typeAndDeltaAreOfTheTopLevel() {
    for (String data :
        List.of(
            "{'type':'response.output_text.delta','item':{'delta':'x'}}",
            "{'item':{'type':'response.output_text.delta'},'delta':'x'}",
            "{'type':['response.completed'],'item':{'type':'error'}}",
            "['response.completed','error']",
            "{'type':'response.output_text.done','text':'x'}",
            "{'delta':'x'}")) {
      assertThat(Seen.inQuoted(data)).as(data).isEqualTo(Seen.NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"response.completed", "response.incomplete", "response.failed"})
  void lastEventOfAStreamFinishesIt(String type) {
    Seen seen = Seen.inQuoted("{'type':'" + type + "','response':{'error':null}}");
    assertThat(seen.finished()).isTrue();
    assertThat(seen.done() || seen.error() || seen.text()).isFalse();
  }

  @Test
  void otherEventsFinishNothing() {
    for (String type : List.of("response.created", "response.in_progress", "error", "completed")) {
      assertThat(Seen.inQuoted("{'type':'" + type + "'}").finished()).as(type).isFalse();
    }
  }

  @Test
  void errorIsTheEventOfThatTypeOrOfItsResponse() {
    assertThat(Seen.inQuoted("{'type':'error','message':'x'}").error()).isTrue();
    Seen failed = Seen.inQuoted("{'type':'response.failed','response':{'error':{'code':'x'}}}");
    assertThat(failed.error() && failed.finished()).isTrue();
    assertThat(Seen.inQuoted("{'type':'errors','response':{'error':null}}").error()).isFalse();
    assertThat(Seen.inQuoted("{'response':[{'error':1}],'item':{'error':1}}").error()).isFalse();
  }

  @Test
  void usageIsOfTheWholeAnswerOrOfItsResponse() {
    String usage = "'usage':{'input_tokens':16,'input_tokens_details':{},'output_tokens':300}";
    assertThat(Seen.inQuoted("{" + usage + "}").usage()).containsExactly(300L, 16L);
    assertThat(Seen.inQuoted("{'response':{" + usage + "}}").usage()).containsExactly(300L, 16L);
    assertThat(Seen.inQuoted("{'item':{" + usage + "}}").usage()).containsExactly(-1L, -1L);
    assertThat(Seen.inQuoted("{'response':{'usage':null}}").usage()).containsExactly(-1L, -1L);
  }

  @Test
  void escapedTypeIsTheTypeItSpells() {
    assertThat(Seen.in("{\"type\":\"response\\u002ecompleted\"}").finished()).isTrue();
  }

  @Test
  void typeOfABrokenEventIsForgotten() {
    assertThat(Seen.inQuoted("{'type':'response.completed','x'")).isEqualTo(Seen.MALFORMED);
  }

  @Test
  void typeOfOneEventIsForgottenByTheNext() {
    List<Seen> seen = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> seen.add(Seen.of(facts)));
    Seen.read(scanner, "{'type':'response.output_text.delta'}");
    Seen.read(scanner, "{'delta':'x'}");
    Seen.read(scanner, "{'type':'response.completed'}");
    Seen.read(scanner, "{}");
    assertThat(seen.get(1)).isEqualTo(Seen.NOTHING);
    assertThat(seen.get(3)).isEqualTo(Seen.NOTHING);
  }

  private static List<Seen> eitherOrder(String type, String delta) {
    return List.of(
        Seen.inQuoted("{'type':'" + type + "','item_id':'x','delta':" + delta + "}"),
        Seen.inQuoted("{'delta':" + delta + ",'sequence_number':7,'type':'" + type + "'}"));
  }
}
