package dev.firsttoken.bench.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.io.IOException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class JsonPatchTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  private static ObjectNode object(String text) throws IOException {
    return (ObjectNode) JSON.readTree(text);
  }

  /** The examples of RFC 7396, appendix A, whose target and patch are objects. */
  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\":\"b\"}; {\"a\":\"c\"}; {\"a\":\"c\"}",
        "{\"a\":\"b\"}; {\"b\":\"c\"}; {\"a\":\"b\",\"b\":\"c\"}",
        "{\"a\":\"b\"}; {\"a\":null}; {}",
        "{\"a\":\"b\",\"b\":\"c\"}; {\"a\":null}; {\"b\":\"c\"}",
        "{\"a\":[\"b\"]}; {\"a\":\"c\"}; {\"a\":\"c\"}",
        "{\"a\":\"c\"}; {\"a\":[\"b\"]}; {\"a\":[\"b\"]}",
        "{\"a\":{\"b\":\"c\"}}; {\"a\":{\"b\":\"d\",\"c\":null}}; {\"a\":{\"b\":\"d\"}}",
        "{\"a\":[{\"b\":\"c\"}]}; {\"a\":[1]}; {\"a\":[1]}",
        "{\"e\":null}; {\"a\":1}; {\"e\":null,\"a\":1}",
        "{}; {\"a\":{\"bb\":{\"ccc\":null}}}; {\"a\":{\"bb\":{}}}"
      })
  void mergesAsTheStandardSays(String target, String patch, String result) throws IOException {
    ObjectNode merged = object(target);

    JsonPatch.parse(patch).applyTo(JSON.createObjectNode(), merged);

    assertThat(merged).isEqualTo(object(result));
  }

  @Test
  void fieldIsChangedInThePartThatHasIt() throws IOException {
    ObjectNode first = object("{\"model\":\"m\",\"a\":1}");
    ObjectNode second = object("{\"b\":1}");

    JsonPatch.parse("{\"model\":null,\"a\":2,\"b\":3,\"c\":4}").applyTo(first, second);

    assertThat(first).isEqualTo(object("{\"a\":2}"));
    assertThat(second).isEqualTo(object("{\"b\":3,\"c\":4}"));
  }

  @Test
  void valueThatWasTakenVerbatimIsMergedToo() throws IOException {
    ObjectNode second = JSON.createObjectNode();
    second.putRawValue("kwargs", new RawValue("{\"thinking\": true, \"budget\": 5}"));

    JsonPatch.parse("{\"kwargs\":{\"thinking\":false}}").applyTo(JSON.createObjectNode(), second);

    assertThat(second).isEqualTo(object("{\"kwargs\":{\"thinking\":false,\"budget\":5}}"));
  }

  @Test
  void numbersAreSentAsTheyWereGiven() throws IOException {
    ObjectNode second = JSON.createObjectNode();

    JsonPatch.parse("{\"t\":0.10,\"n\":12345678901234567890}")
        .applyTo(JSON.createObjectNode(), second);

    assertThat(JSON.writeValueAsString(second))
        .isEqualTo("{\"t\":0.10,\"n\":12345678901234567890}");
  }

  @Test
  void onePatchServesManyRequestsUnchanged() throws IOException {
    JsonPatch patch = JsonPatch.parse("{\"o\":{\"list\":[1]}}");
    for (int i = 0; i < 2; i++) {
      ObjectNode second = JSON.createObjectNode();
      patch.applyTo(JSON.createObjectNode(), second);
      second.withObjectProperty("o").putArray("list").add(9);
    }

    assertThat(patch).isEqualTo(JsonPatch.parse("{\"o\":{\"list\":[1]}}"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"[]", "1", "\"a\"", "null", " "})
  void onlyAnObjectIsAPatch(String text) {
    assertThatThrownBy(() -> JsonPatch.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("must be a JSON object like {\"temperature\":0}");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      quoteCharacter = '`',
      value = {
        "{\"a\":1; is no valid JSON",
        "{a:1}; is no valid JSON",
        "{\"a\":1,\"a\":2}; is no valid JSON",
        "{\"a\":1} {}; is no valid JSON",
        "{\"messages\":[]}; can't set \"messages\": --prompt or a file of prompts does",
        "{\"prompt\":null}; can't set \"prompt\"",
        "{\"stream\":false}; can't set \"stream\"",
        "{\"model\":\"x\"}; can't set \"model\": use --model"
      })
  void patchThatCannotBeSentIsRefused(String text, String reason) {
    assertThatThrownBy(() -> JsonPatch.parse(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(reason);
  }

  @Test
  void hugePatchIsRefusedBeforeItIsParsed() {
    assertThatThrownBy(() -> JsonPatch.parse("[".repeat(2 << 20)))
        .hasMessage("has 2,097,152 characters, the maximum is 1,048,576");
    assertThatThrownBy(() -> JsonPatch.parse("{\"a\":" + "[".repeat(100_000)))
        .hasMessageStartingWith("is no valid JSON");
  }
}
