package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fact depends on its path in the document and on nothing else. */
class ChatPathsTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'delta':{'content':'x'}}",
        "{'choices':{'delta':{'content':'x'}}}",
        "{'choices':[[{'delta':{'content':'x'}}]]}",
        "[{'choices':[{'delta':{'content':'x'}}]}]",
        "{'x':{'choices':[{'delta':{'content':'x'}}]}}",
        "{'choices':[{'delta':[{'content':'x'}]}]}",
        "{'choices':[{'x':{'content':'x'}}]}",
        "{'choices':[{'delta':{'x':{'content':'x'}}}]}",
        "{'choices':[{'delta':{},'content':'x'}]}",
        "{'choices':[{'delta':{}},'x'],'content':'x'}",
        "{'choices':[{'delta':{'conten':'x','contents':'x','Content':'x','content ':'x'}}]}",
        "{'choices[].delta.content':'x'}",
        "{'choices':[{'delta.content':'x','delta{content':'x'}]}",
        "{'usage':[{'completion_tokens':7}],'x':{'error':1,'seq':1,'due_ns':1,'sent_ns':1}}",
        "{'prompt_tokens':7,'x_groq':{'usage':{'prompt_tokens':7}}}",
        "{'finish_reason':'stop','x':[{'finish_reason':'stop'}]}",
        "'choices'",
        "7",
        "null"
      })
  void factsAtOtherPathsAreIgnored(String data) {
    assertThat(ParsedFacts.parseQuoted(data).exceptPrelude()).isEqualTo(ParsedFacts.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{\"x\":\"{\\\"choices\\\":[{\\\"delta\\\":{\\\"content\\\":\\\"x\\\"}}]}\"}",
        "{\"x\":\",\\\"error\\\":{},\\\"seq\\\":1\"}",
        "{\"x\":\"\\\\\",\"y\":\"\\\\\\\",\\\"seq\\\":1\"}",
        "{\"x\":\"\\\",\\\"usage\\\":{\\\"prompt_tokens\\\":7}\"}",
        "{\"\\\"seq\":1,\"seq\\\"\":1,\"seq\\u0000\":1,\"s\\\\eq\":1,\"error\\u0020\":1}"
      })
  void factsInsideStringsAreIgnored(String data) {
    assertThat(ParsedFacts.parse(data)).isEqualTo(ParsedFacts.NOTHING);
  }

  @Test
  void escapedKeysAreDecoded() {
    ParsedFacts parsed =
        ParsedFacts.parse(
            "{\"\\u0063hoices\":[{\"delt\\u0061\":{\"c\\u006Fntent\":\"x\"},"
                + "\"finish\\u005freason\":\"st\\u006fp\"}],\"\\u0073eq\":7}");
    assertThat(parsed.text()).isTrue();
    assertThat(parsed.finishReason()).isEqualTo("stop");
    assertThat(parsed.stamps()).containsExactly(7L, -1L, -1L);
  }

  @Test
  void orderAndWhiteSpaceDoNotMatter() {
    assertThat(
            ParsedFacts.parse(
                "\r\t { \"seq\" :\r7 , \"choices\" : [ { \"finish_reason\" : \"length\" ,\t"
                    + "\"delta\" : { \"content\" : \"x\" , \"role\" : \"a\" } } , { } ] } \r\n"))
        .isEqualTo(
            new ParsedFacts(
                true,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                false,
                List.of(-1L, -1L),
                "length",
                false,
                List.of(7L, -1L, -1L)));
  }
}
