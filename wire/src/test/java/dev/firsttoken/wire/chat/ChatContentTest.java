package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What makes an event a content event, and of which kind. */
class ChatContentTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'content':'Hi'}",
        "{'role':'assistant','content':' '}",
        "{'content':'\\n'}",
        "{'content':'\\u0000'}",
        "{'refusal':'No'}",
        "{'content':[{'type':'text','text':'Hi'}]}",
        "{'content':[{'text':''},{'text':'Hi'}]}"
      })
  void textIsContentOrRefusalThatIsNotEmpty(String delta) {
    for (Seen seen : inDeltaAndMessage(delta)) {
      assertThat(seen.text()).isTrue();
      assertThat(seen.reasoning() || seen.toolCall() || seen.malformed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'reasoning':'Hm'}",
        "{'reasoning_content':'Hm','content':null}",
        "{'content':'','reasoning_content':'Hm'}",
        "{'content':[{'type':'thinking','thinking':'Hm'}]}",
        "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm'}]}]}"
      })
  void reasoningIsWhatProvidersCallSo(String delta) {
    for (Seen seen : inDeltaAndMessage(delta)) {
      assertThat(seen.reasoning()).isTrue();
      assertThat(seen.text() || seen.toolCall() || seen.malformed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tool_calls':[{'index':0,'function':{'name':'f','arguments':'{'}}]}",
        "{'tool_calls':[{'function':{}},{'function':{'arguments':'{}'}}],'content':null}",
        "{'function_call':{'name':'f','arguments':'{}'}}"
      })
  void toolCallIsArgumentsThatAreNotEmpty(String delta) {
    for (Seen seen : inDeltaAndMessage(delta)) {
      assertThat(seen.toolCall()).isTrue();
      assertThat(seen.text() || seen.reasoning() || seen.malformed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "{'role':'assistant','content':''}",
        "{'content':null,'refusal':null,'reasoning':null,'reasoning_content':''}",
        "{'content':7,'reasoning':true}",
        "{'content':{'text':'x'}}",
        "{'content':['x',[{'text':'x'}]]}",
        "{'content':[{'text':{'text':'x'}}]}",
        "{'tool_calls':[{'id':'1','function':{'name':'f','arguments':''}}]}",
        "{'tool_calls':{'function':{'arguments':'x'}}}",
        "{'function':{'arguments':'x'}}",
        "{'function_call':[{'arguments':'x'}]}"
      })
  void allElseInADeltaIsNoContent(String delta) {
    for (Seen seen : inDeltaAndMessage(delta)) {
      assertThat(seen).isEqualTo(Seen.NOTHING);
    }
  }

  @Test
  void anyChoiceCounts() {
    assertThat(Seen.inQuoted("{'choices':[]}")).isEqualTo(Seen.NOTHING);
    assertThat(Seen.inQuoted("{'choices':[{'delta':{}},{'delta':{'content':'x'}},{}]}").text())
        .isTrue();
    assertThat(Seen.inQuoted("{'choices':[{'index':0,'text':'x'}]}").text()).isTrue();
    assertThat(Seen.inQuoted("{'choices':[{'index':0,'text':''}]}").text()).isFalse();
  }

  @Test
  void contentIsAnyOfTheThree() {
    List<Boolean> content = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> content.add(facts.content()));
    for (String delta :
        List.of(
            "{'content':'x'}",
            "{'reasoning':'x'}",
            "{'function_call':{'arguments':'x'}}",
            "{'role':'x'}")) {
      Seen.read(scanner, "{'choices':[{'delta':" + delta + "}]}");
    }
    assertThat(content).containsExactly(true, true, true, false);
  }

  private static List<Seen> inDeltaAndMessage(String delta) {
    return List.of(
        Seen.inQuoted("{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}"),
        Seen.inQuoted("{'choices':[{'index':0,'message':" + delta + ",'finish_reason':null}]}"));
  }
}
