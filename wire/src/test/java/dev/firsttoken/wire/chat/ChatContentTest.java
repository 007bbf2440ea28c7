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
        "{'content':[{'text':''},{'text':'Hi'}]}",
        "{'audio':{'id':'1','transcript':'Hi'}}"
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
        "{'content':'','thinking':'Hm'}",
        "{'content':[{'type':'thinking','thinking':'Hm'}]}",
        "{'content':[{'type':'thinking','thinking':[{'type':'text','text':'Hm'}]}]}",
        "{'content':'','reasoning_details':[{'type':'reasoning.text','text':'Hm','index':0}]}",
        "{'reasoning_details':[{'type':'reasoning.summary','summary':'Hm'}]}",
        "{'reasoning_details':[{},{'type':'reasoning.encrypted','data':'Hm','id':null}]}"
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
        "{'function_call':{'name':'f','arguments':'{}'}}",
        "{'role':'assistant','tool_calls':[{'id':'1','function':{'name':'f','arguments':''}}]}",
        "{'tool_calls':[{'id':'1','function':{'name':'f'}}],'content':null}",
        "{'function_call':{'name':'f'}}",
        "{'tool_calls':[{'type':'custom','custom':{'name':'f','input':''}}]}",
        "{'tool_calls':[{'custom':{'input':'x'}}]}"
      })
  void toolCallIsANonEmptyNameOrInput(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed.toolCall()).isTrue();
      assertThat(parsed.text() || parsed.reasoning() || parsed.malformed()).isFalse();
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'audio':{'id':'1','data':'UklG'}}",
        "{'content':'','images':[{'type':'image_url','image_url':{'url':'data:image/png;x'}}]}",
        "{'content':[{'type':'image_url','image_url':{'url':'x'}}]}"
      })
  void mediaIsNonEmptyAudioOrAnImage(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed.media()).isTrue();
      assertThat(parsed.text() || parsed.reasoning() || parsed.toolCall()).isFalse();
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
        "{'tool_calls':[{'id':'1','function':{'name':'','arguments':''}}]}",
        "{'tool_calls':[{'id':'1','name':'f','function':{'id':'x'}}]}",
        "{'reasoning_details':[{'type':'reasoning.text','text':'','signature':'x'}],'audio':{'id':'1'}}",
        "{'images':[],'reasoning_details':['x'],'name':'f','custom':{'input':'x'}}",
        "{'tool_calls':{'function':{'arguments':'x'}}}",
        "{'function':{'arguments':'x'}}",
        "{'function_call':[{'arguments':'x'}]}"
      })
  void otherFieldsOfADeltaAreNotContent(String delta) {
    for (ParsedFacts parsed : parseInDeltaAndMessage(delta)) {
      assertThat(parsed.content()).isFalse();
      assertThat(parsed.exceptPrelude()).isEqualTo(ParsedFacts.NOTHING);
    }
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[]}",
        "{'choices':[],'prompt_filter_results':[{'prompt_index':0}]}",
        "{'choices':[],'usage':{'completion_tokens':0}}",
        "{'choices':[{'delta':{}}]}",
        "{'choices':[{'delta':{'role':'assistant','content':'','tool_calls':[],'x':null}}]}",
        "{'choices':[{'delta':{'role':'assistant','content':null,'reasoning_content':''}}]}",
        "{'choices':[{'index':0,'text':'','logprobs':null}]}"
      })
  void chunkWithoutOutputIsAPrelude(String chunk) {
    assertThat(ParsedFacts.parseQuoted(chunk).prelude()).isTrue();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{'choices':[{'delta':{'content':'x'}}]}",
        "{'choices':[{'delta':{'role':'assistant','future':'x'}}]}",
        "{'choices':[{'delta':{'future':{'a':[{'b':'x'}]}}}]}",
        "{'choices':[{'delta':{'token_ids':[7]}}]}",
        "{'choices':[{'delta':{'tool_calls':[{'id':'x'}]}}]}",
        "{'choices':[{'delta':{'con':'x'}}]}",
        "{'choices':[{'delta':{'\u00e9':'x'}}]}",
        "{'choices':[{'delta':{},'finish_reason':'stop'}]}",
        "{'choices':[{'delta':{}}],'error':'x'}",
        "{'token':{'text':'x'}}",
        "{'type':'future','x':1}"
      })
  void anyOtherEventIsNoPrelude(String chunk) {
    assertThat(ParsedFacts.parseQuoted(chunk).prelude()).isFalse();
  }

  @Test
  void anyChoiceCounts() {
    assertThat(ParsedFacts.parseQuoted("{'choices':[]}").content()).isFalse();
    assertThat(
            ParsedFacts.parseQuoted("{'choices':[{'delta':{}},{'delta':{'content':'x'}},{}]}")
                .text())
        .isTrue();
    assertThat(ParsedFacts.parseQuoted("{'choices':[{'index':0,'text':'x'}]}").text()).isTrue();
    assertThat(ParsedFacts.parseQuoted("{'choices':[{'index':0,'text':''}]}").text()).isFalse();
  }

  @Test
  void contentIsTextReasoningToolCallOrMedia() {
    List<Boolean> content = new ArrayList<>();
    ChatScanner scanner = new ChatScanner(facts -> content.add(facts.hasContent()));
    for (String delta :
        List.of(
            "{'content':'x'}",
            "{'reasoning':'x'}",
            "{'function_call':{'arguments':'x'}}",
            "{'audio':{'data':'x'}}",
            "{'role':'x'}")) {
      ParsedFacts.feedQuoted(scanner, "{'choices':[{'delta':" + delta + "}]}");
    }
    assertThat(content).containsExactly(true, true, true, true, false);
  }

  private static List<ParsedFacts> parseInDeltaAndMessage(String delta) {
    return List.of(
        ParsedFacts.parseQuoted(
            "{'choices':[{'index':0,'delta':" + delta + ",'finish_reason':null}]}"),
        ParsedFacts.parseQuoted(
            "{'choices':[{'index':0,'message':" + delta + ",'finish_reason':null}]}"));
  }
}
