package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts of the Responses API, whose events have a type. */
class ResponsesFactsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.output_text.delta",
        "response.refusal.delta",
        "response.audio.transcript.delta",
        "response.audio_transcript.delta"
      })
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

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.function_call_arguments.delta",
        "response.custom_tool_call_input.delta",
        "response.mcp_call_arguments.delta",
        "response.mcp_call.arguments.delta",
        "response.code_interpreter_call_code.delta",
        "response.code_interpreter_call.code.delta",
        "response.shell_call_command.delta",
        "response.apply_patch_call_operation_diff.delta"
      })
  void deltaOfToolInputIsAToolCall(String type) {
    for (ParsedFacts parsed : parseInEitherOrder(type, "'{'")) {
      assertThat(parsed.toolCall()).isTrue();
      assertThat(parsed.text() || parsed.reasoning()).isFalse();
    }
  }

  @Test
  void audioAndImagesAreMedia() {
    for (ParsedFacts parsed : parseInEitherOrder("response.audio.delta", "'UklG'")) {
      assertThat(parsed.media()).isTrue();
      assertThat(parsed.text()).isFalse();
    }
    String image = "{'type':'response.image_generation_call.partial_image','partial_image_b64':'";
    assertThat(ParsedFacts.parseQuoted(image + "iVBO'}").media()).isTrue();
    assertThat(ParsedFacts.parseQuoted(image + "'}").media()).isFalse();
  }

  @Test
  void nameOfAToolIsAToolCallInTheEventThatAddsIt() {
    String item = "'item':{'type':'function_call','name':'f','arguments':''}";
    for (String data :
        List.of(
            "{'type':'response.output_item.added'," + item + "}",
            "{" + item + ",'type':'response.output_item.added'}")) {
      assertThat(ParsedFacts.parseQuoted(data).toolCall()).isTrue();
      assertThat(ParsedFacts.parseQuoted(data).prelude()).isFalse();
    }
    assertThat(
            ParsedFacts.parseQuoted("{'type':'response.output_item.done'," + item + "}").toolCall())
        .isFalse();
    assertThat(
            ParsedFacts.parseQuoted(
                    "{'type':'response.output_item.added','item':{'type':'message'}}")
                .toolCall())
        .isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.created",
        "response.queued",
        "response.in_progress",
        "response.output_item.added",
        "response.content_part.added",
        "response.reasoning_summary_part.added",
        "keepalive",
        "ping"
      })
  void announcementIsAPrelude(String type) {
    assertThat(ParsedFacts.parseQuoted("{'type':'" + type + "','item':{}}").prelude()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.output_text.delta",
        "response.web_search_call.searching",
        "response.code_interpreter_call.interpreting",
        "response.mcp_call.in_progress",
        "response.image_generation_call.generating",
        "response.future.delta",
        "response.completed",
        "error"
      })
  void anyOtherEventIsNoPrelude(String type) {
    assertThat(ParsedFacts.parseQuoted("{'type':'" + type + "','delta':{}}").prelude()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "response.output_text.done",
        "response.shell_call_output_content.delta",
        "response.future.delta",
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
  @ValueSource(strings = {"''", "null", "7", "{'value':'x'}", "['x']"})
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
    assertThat(parsed.done() || parsed.text()).isFalse();
    assertThat(parsed.error()).isEqualTo(type.equals("response.failed"));
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
  void reasonOfAnIncompleteResponseIsItsFinishReason() {
    String response = "{'incomplete_details':{'reason':'max_output_tokens'}}";
    for (String data :
        List.of("{'type':'response.incomplete','response':" + response + "}", response)) {
      assertThat(ParsedFacts.parseQuoted(data).finishReason()).isEqualTo("max_output_tokens");
    }
  }

  @Test
  void outputOfANonStreamedResponseIsContent() {
    ParsedFacts text =
        ParsedFacts.parseQuoted(
            "{'output':[{'type':'message','content':[{'type':'output_text','text':'Hi'}]}]}");
    assertThat(text.text()).isTrue();
    assertThat(text.reasoning() || text.toolCall()).isFalse();
    ParsedFacts call =
        ParsedFacts.parseQuoted(
            "{'output':[{'type':'reasoning','summary':[{'text':'Hm'}]},"
                + "{'type':'function_call','name':'f','arguments':'{}'}]}");
    assertThat(call.reasoning() && call.toolCall()).isTrue();
    assertThat(call.text()).isFalse();
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

  @Test
  void statusIsAFinishReasonOnceTheResponseHasEnded() {
    for (String begin : List.of("{'type':'response.completed','response':{", "{")) {
      String end = begin.equals("{") ? "}" : "}}";
      assertThat(reason(begin + "'status':'completed'" + end)).isEqualTo("completed");
      assertThat(reason(begin + "'status':'incomplete'" + end)).isEqualTo("incomplete");
      assertThat(reason(begin + "'status':'in_progress'" + end)).isNull();
      assertThat(reason(begin + "'incomplete_details':{'reason':'x'},'status':'incomplete'" + end))
          .isEqualTo("x");
    }
    assertThat(reason("{'choices':[{'finish_reason':'stop'}],'status':'completed'}"))
        .isEqualTo("stop");
  }

  @Test
  void statusOfAChatChunkIsNoFinishReason() {
    String choices = "'choices':[{'delta':{'content':''}}]";
    String status = "'status':'completed'";
    for (String fields : List.of(choices + "," + status, status + "," + choices)) {
      String chunk = "{" + fields + "}";
      assertThat(reason(chunk)).isNull();
      assertThat(ParsedFacts.parseQuoted(chunk).prelude()).isTrue();
    }
  }

  private static @Nullable String reason(String data) {
    return ParsedFacts.parseQuoted(data).finishReason();
  }
}
