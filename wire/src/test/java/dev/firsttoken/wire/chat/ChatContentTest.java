package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which events are content events, and of which kind. */
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
  void textIsNonEmptyContentOrRefusal(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed.text()).isTrue();
      assertThat(parsed.reasoning() || parsed.toolCall() || parsed.malformed()).isFalse();
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
  void everyFieldThatProvidersUseForReasoningCounts(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed.reasoning()).isTrue();
      assertThat(parsed.text() || parsed.toolCall() || parsed.malformed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'tool_calls':[{'index':0,'function':{'name':'f','arguments':'{'}}]}",
        "{'tool_calls':[{'function':{}},{'function':{'arguments':'{}'}}],'content':null}",
        "{'function_call':{'name':'f','arguments':'{}'}}"
      })
  void toolCallIsNonEmptyArguments(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed.toolCall()).isTrue();
      assertThat(parsed.text() || parsed.reasoning() || parsed.malformed()).isFalse();
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
  void otherFieldsOfADeltaAreNotContent(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed).isEqualTo(ParsedFacts.NOTHING);
    }
  }

  @Test
  void anyChoiceCounts() {
    assertThat(ParsedFacts.parseQuoted("{'choices':[]}")).isEqualTo(ParsedFacts.NOTHING);
    assertThat(
            ParsedFacts.parseQuoted("{'choices':[{'delta':{}},{'delta':{'content':'x'}},{}]}")
                .text())
        .isTrue();
    assertThat(ParsedFacts.parseQuoted("{'choices':[{'index':0,'text':'x'}]}").text()).isTrue();
    assertThat(ParsedFacts.parseQuoted("{'choices':[{'index':0,'text':''}]}").text()).isFalse();
  }

  @Test
  void contentIsTextReasoningOrToolCall() {
    List<Boolean> content = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> content.add(facts.hasContent()));
    for (String delta :
        List.of(
            "{'content':'x'}",
            "{'reasoning':'x'}",
            "{'function_call':{'arguments':'x'}}",
            "{'role':'x'}")) {
      ParsedFacts.feedQuoted(scanner, "{'choices':[{'delta':" + delta + "}]}");
    }
    assertThat(content).containsExactly(true, true, true, false);
  }

  private static List<ParsedFacts> parseInDeltaAndMessage(String delta) {
    return List.of(
        ParsedFacts.parseQuoted(
            "{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}"),
        ParsedFacts.parseQuoted(
            "{'choices':[{'index':0,'message':" + delta + ",'finish_reason':null}]}"));
  }
}
