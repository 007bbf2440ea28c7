package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.wire.testing.FragmentFeeder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Facts other than content. */
class ChatFactsTest {

  @ParameterizedTest
  @ValueSource(strings = {"stop", "length", "tool_calls", "content_filter", "function_call"})
  void knownFinishReasonsAreNotAllocated(String reason) {
    String found =
        ParsedFacts.parseQuoted("{'choices':[{'finish_reason':'" + reason + "'}]}").finishReason();
    assertThat(found).isEqualTo(reason).isSameAs(reason.intern());
  }

  @Test
  void unknownFinishReasonsAreTruncatedTo64Bytes() {
    assertThat(finishReason("'eos'")).isEqualTo("eos");
    assertThat(finishReason("'sto'")).isEqualTo("sto");
    assertThat(finishReason("'stops'")).isEqualTo("stops");
    assertThat(finishReason("'épuisé'")).isEqualTo("épuisé");
    assertThat(finishReason("'\\u00e9\\n\\ud83d\\ude00'")).isEqualTo("?\n??");
    assertThat(finishReason("'" + "x".repeat(64) + "'")).isEqualTo("x".repeat(64));
    assertThat(finishReason("'" + "x".repeat(65) + "\\n'")).isEqualTo("x".repeat(64));
    assertThat(finishReason("'" + "\\n".repeat(65) + "x'")).isEqualTo("\n".repeat(64));
  }

  @Test
  void missingFinishReasonIsNull() {
    assertThat(finishReason("null")).isNull();
    assertThat(finishReason("''")).isNull();
    assertThat(finishReason("7")).isNull();
    assertThat(finishReason("['stop']")).isNull();
  }

  @Test
  void lastFinishReasonWins() {
    assertThat(
            ParsedFacts.parseQuoted(
                    "{'choices':[{'finish_reason':'stop'},{'finish_reason':'length'},"
                        + "{'finish_reason':null}]}")
                .finishReason())
        .isEqualTo("length");
  }

  @Test
  void usageIsReadAtTheTopLevel() {
    assertThat(
            ParsedFacts.parseQuoted(
                    "{'choices':[],'usage':{'prompt_tokens':16,'completion_tokens':300,"
                        + "'completion_tokens_details':{'completion_tokens':1},'total_tokens':316}}")
                .usage())
        .containsExactly(300L, 16L);
    assertThat(ParsedFacts.parseQuoted("{'usage':null}").usage()).containsExactly(-1L, -1L);
    assertThat(
            ParsedFacts.parseQuoted("{'usage':{'completion_tokens':null,'prompt_tokens':'7'}}")
                .usage())
        .containsExactly(-1L, -1L);
    assertThat(
            ParsedFacts.parseQuoted(
                    "{'usage':{'completion_tokens':1000000000,'prompt_tokens':1000000001}}")
                .usage())
        .containsExactly(1_000_000_000L, -1L);
    assertThat(
            ParsedFacts.parseQuoted("{'usage':{'completion_tokens':-5,'prompt_tokens':-2}}")
                .usage())
        .as("negative")
        .containsExactly(-1L, -1L);
    assertThat(ParsedFacts.parseQuoted("{'usage':{'completion_tokens':0}}").usage())
        .containsExactly(0L, -1L);
  }

  @Test
  void numbersAreLongsOrAbsent() {
    assertThat(seq("0")).isEqualTo(0);
    assertThat(seq("-0")).isEqualTo(0);
    assertThat(seq("-7")).isEqualTo(-7);
    assertThat(seq("1234567890123456789")).isEqualTo(1_234_567_890_123_456_789L);
    assertThat(seq("9223372036854775807")).isEqualTo(Long.MAX_VALUE);
    assertThat(seq("-9223372036854775808")).isEqualTo(Long.MIN_VALUE);
    for (String number :
        List.of(
            "9223372036854775808",
            "-9223372036854775809",
            "92233720368547758070",
            "100000000000000000000000000000",
            "1.0",
            "1e3",
            "0.5",
            "0e1",
            "-1E-7",
            "true",
            "[7]",
            "'7'")) {
      assertThat(seq(number)).as(number).isEqualTo(-1);
    }
  }

  @Test
  void timestampsAreReadAtTheTopLevel() {
    assertThat(
            ParsedFacts.parseQuoted("{'seq':7,'choices':[{'seq':1}],'due_ns':8,'sent_ns':9}")
                .stamps())
        .containsExactly(7L, 8L, 9L);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'message':'x'}",
        "{'code':500}",
        "{'message':null,'code':'x'}",
        "{'a':{'b':[{},{'c':true}]}}",
        "'x'",
        "500",
        "-1",
        "0.5",
        "true",
        "['x']",
        "[{'message':'x'}]",
        "{'\u00e9':'x'}"
      })
  void errorThatHoldsAnythingIsAnError(String error) {
    for (String chunk :
        List.of(
            "{'error':#,'x':null}",
            "{'choices':[{'delta':{'content':'x'}}],'error':#}",
            "{'error_code':#,'text':'x'}",
            "{'choices':[{'delta':{},'error':#}]}",
            "{'type':'response.completed','response':{'error':#}}",
            "[{'error':#}]")) {
      assertThat(ParsedFacts.parseQuoted(chunk.replace("#", error)).error()).as(chunk).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "null",
        "{}",
        "[]",
        "''",
        "false",
        "0",
        "-0",
        "{'message':'','code':null,'details':[],'x':{}}",
        "[{},[],'']"
      })
  void emptyErrorIsNoError(String error) {
    for (String chunk :
        List.of(
            "{'error':#,'x':'x','y':[1],'z':true}",
            "{'choices':[{'delta':{'content':'x'},'error':#}],'error':#,'error_code':#}",
            "{'type':'response.completed','response':{'error':#,'id':'x'}}",
            "[{'error':#,'x':1}]")) {
      assertThat(ParsedFacts.parseQuoted(chunk.replace("#", error)).error()).as(chunk).isFalse();
    }
  }

  @Test
  void objectErrorIsAnError() {
    for (String chunk :
        List.of(
            "{'object':'error','message':'x','type':'BadRequestError','param':null,'code':400}",
            "{'message':'x','code':50001,'object':'error'}",
            "{'object':'err\\u006fr'}")) {
      assertThat(ParsedFacts.parseQuoted(chunk).error()).as(chunk).isTrue();
    }
    for (String chunk :
        List.of(
            "{'object':'chat.completion.chunk','message':'x','code':400}",
            "{'object':'errors'}",
            "{'object':'erro'}",
            "{'object':{'error':'x'}}",
            "{'objecterror':'x','x':{'object':'error'},'id':'error'}",
            "{'errors':{'x':1},'x':{'error':{'x':1}}}")) {
      assertThat(ParsedFacts.parseQuoted(chunk).error()).as(chunk).isFalse();
    }
  }

  @Test
  void errorEventIsAnErrorWhateverItsData() {
    for (String data : List.of("{\"message\":\"x\"}", "upstream failed", "", "{}", "[DONE]")) {
      List<ParsedFacts> parsed = new ArrayList<>();
      List<Boolean> keepAlive = new ArrayList<>();
      ChatScanner scanner =
          new ChatScanner(
              facts -> {
                parsed.add(ParsedFacts.of(facts));
                keepAlive.add(facts.isKeepAlive() || facts.isPrelude());
              });
      byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
      FragmentFeeder.feedInSizes(7, bytes, scanner::onData);
      scanner.onEvent(true);
      ParsedFacts.feedQuoted(scanner, "{}");
      assertThat(parsed.getFirst().error()).as(data).isTrue();
      assertThat(keepAlive.getFirst()).as(data).isFalse();
      assertThat(parsed.get(1).error()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "abort",
        "aborted",
        "error",
        "network_error",
        "ERROR_LIMIT",
        "insufficient_system_resource",
        "USER_CANCEL",
        "cancelled",
        "failed",
        "timeout",
        "MALFORMED_FUNCTION_CALL"
      })
  void finishReasonThatSaysFailureIsAFact(String reason) {
    ParsedFacts parsed =
        ParsedFacts.parseQuoted(
            "{'choices':[{'finish_reason':'" + reason + "'},{'finish_reason':'stop'}]}");
    assertThat(parsed.failed()).isTrue();
    assertThat(parsed.finishReason()).isEqualTo(reason);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"stop", "length", "tool_calls", "content_filter", "function_call", "eos", "STOP"})
  void otherFinishReasonsAreNoFailure(String reason) {
    assertThat(ParsedFacts.parseQuoted("{'choices':[{'finish_reason':'" + reason + "'}]}").failed())
        .isFalse();
  }

  @Test
  void doneCanBeSurroundedByWhiteSpaceOnly() {
    assertThat(ParsedFacts.parse("[DONE]")).isEqualTo(ParsedFacts.DONE);
    assertThat(ParsedFacts.parse(" \t\n\r[DONE]\n ")).isEqualTo(ParsedFacts.DONE);
    for (String data :
        List.of(
            "[done]",
            "[ DONE]",
            "[DONE ]",
            "[DONE",
            "DONE",
            "[[DONE]]",
            "[DONE]]",
            "[DONE]x",
            "[DONE][DONE]",
            "[1,DONE]",
            "{\"x\":[DONE]}")) {
      assertThat(ParsedFacts.parse(data)).as(data).isEqualTo(ParsedFacts.MALFORMED);
    }
    assertThat(ParsedFacts.parse("\"[DONE]\"")).isEqualTo(ParsedFacts.NOTHING);
    assertThat(ParsedFacts.parse("[\"DONE\"]")).isEqualTo(ParsedFacts.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "\n", ":", ": ping", ":{\"seq\":1}", " : OPENROUTER", ":\n:"})
  void emptyDataOrACommentIsAKeepAlive(String data) {
    assertThat(isKeepAlive(data)).isTrue();
    assertThat(ParsedFacts.parse(data)).isEqualTo(ParsedFacts.MALFORMED);
  }

  @ParameterizedTest
  @ValueSource(strings = {"ping", "{", "{:", "[:]", "1:", "{}:", "{\"x\"::1}", "{}", "[DONE]", "0"})
  void otherDataIsNotAKeepAlive(String data) {
    assertThat(isKeepAlive(data)).isFalse();
  }

  @Test
  void factsOfOneEventAreClearedBeforeTheNext() {
    String all =
        "{'choices':[{'delta':{'content':'x','reasoning':'x','function_call':{'arguments':'x'}},"
            + "'finish_reason':'abort'}],'usage':{'completion_tokens':1,'prompt_tokens':1},"
            + "'partial_image_b64':'x','error':1,'seq':1,'due_ns':1,'sent_ns':1";
    List<ParsedFacts> parsed = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> parsed.add(ParsedFacts.of(facts)));
    ParsedFacts.feedQuoted(scanner, all + "}");
    ParsedFacts.feedQuoted(scanner, "{}");
    ParsedFacts.feedQuoted(scanner, all);
    ParsedFacts.feedQuoted(scanner, "{}");
    ParsedFacts.feedQuoted(scanner, "[DONE]");
    ParsedFacts.feedQuoted(scanner, "{}");
    ParsedFacts.feedQuoted(scanner, "{'x':[['");
    ParsedFacts.feedQuoted(scanner, "null");
    ParsedFacts.feedQuoted(scanner, "{'seq':7}");
    assertThat(parsed.get(0))
        .isEqualTo(
            new ParsedFacts(
                true,
                true,
                true,
                true,
                false,
                false,
                true,
                false,
                false,
                List.of(1L, 1L),
                "abort",
                true,
                List.of(1L, 1L, 1L)));
    assertThat(parsed.subList(1, 8))
        .containsExactly(
            ParsedFacts.NOTHING,
            ParsedFacts.MALFORMED,
            ParsedFacts.NOTHING,
            ParsedFacts.DONE,
            ParsedFacts.NOTHING,
            ParsedFacts.MALFORMED,
            ParsedFacts.NOTHING);
    assertThat(parsed.get(8).stamps()).containsExactly(7L, -1L, -1L);
  }

  @Test
  void exceptionInTheSinkLosesOnlyThatEvent() {
    List<ParsedFacts> parsed = new ArrayList<>();
    ChatScanner scanner =
        new ChatScanner(
            facts -> {
              parsed.add(ParsedFacts.of(facts));
              if (facts.hasError()) {
                throw new IllegalStateException("failure in the sink");
              }
            });
    assertThatThrownBy(() -> ParsedFacts.feedQuoted(scanner, "{'error':1}"))
        .hasMessage("failure in the sink");
    ParsedFacts.feedQuoted(scanner, "{}");
    assertThat(parsed.get(1)).isEqualTo(ParsedFacts.NOTHING);
  }

  /** Scans an event after another one, split at every byte. */
  private static boolean isKeepAlive(String data) {
    List<Boolean> parsed = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> parsed.add(facts.isKeepAlive()));
    ParsedFacts.feedQuoted(scanner, "{'x':1}");
    byte[] bytes = data.getBytes(StandardCharsets.UTF_8);
    for (int cut = 0; cut <= bytes.length; cut++) {
      FragmentFeeder.feedSplitAt(cut, bytes, scanner::onData);
      scanner.onEvent(false);
    }
    assertThat(parsed.subList(1, parsed.size())).containsOnly(parsed.getLast());
    return parsed.getLast();
  }

  private static @Nullable String finishReason(String value) {
    return ParsedFacts.parseQuoted("{'choices':[{'finish_reason':" + value + "}]}").finishReason();
  }

  private static long seq(String number) {
    ParsedFacts parsed = ParsedFacts.parseQuoted("{'seq':" + number + "}");
    assertThat(parsed.malformed()).isFalse();
    return parsed.stamps().getFirst();
  }
}
