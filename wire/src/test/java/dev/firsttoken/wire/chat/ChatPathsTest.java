package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A fact is told by its place in the document and by nothing that looks like it. */
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
  void factsAtAnotherPlaceAreNone(String data) {
    assertThat(Seen.inQuoted(data)).isEqualTo(Seen.NOTHING);
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
  void whatLooksLikeAFactInsideAStringIsNone(String data) {
    assertThat(Seen.in(data)).isEqualTo(Seen.NOTHING);
  }

  @Test
  void escapedKeysAreTheKeysTheySpell() {
    Seen seen =
        Seen.in(
            "{\"\\u0063hoices\":[{\"delt\\u0061\":{\"c\\u006Fntent\":\"x\"},"
                + "\"finish\\u005freason\":\"st\\u006fp\"}],\"\\u0073eq\":7}");
    assertThat(seen.text()).isTrue();
    assertThat(seen.finishReason()).isEqualTo("stop");
    assertThat(seen.stamps()).containsExactly(7L, -1L, -1L);
  }

  @Test
  void orderAndWhiteSpaceDoNotMatter() {
    assertThat(
            Seen.in(
                "\r\t { \"seq\" :\r7 , \"choices\" : [ { \"finish_reason\" : \"length\" ,\t"
                    + "\"delta\" : { \"content\" : \"x\" , \"role\" : \"a\" } } , { } ] } \r\n"))
        .isEqualTo(
            new Seen(
                true,
                false,
                false,
                false,
                false,
                false,
                false,
                List.of(-1L, -1L),
                "length",
                List.of(7L, -1L, -1L)));
  }
}
