package dev.firsttoken.wire.chat;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Valid and invalid JSON. */
class ChatStructureTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        "[]",
        " [ ] ",
        "[[],[[]],{}]",
        "{\"\":\"\"}",
        "[true,false,null]",
        "{\"a\":{\"b\":[{\"c\":1},2]},\"a\":3}",
        "[0,-0,1,10,-1.5,0.25,1e5,1E+5,1e-05,12.5E7]",
        "\"\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9\\uD83D\\uDE00\\uABCD\\uabcd\"",
        "\"é€😀\u007F\"",
        "0",
        "\ttrue\r\n"
      })
  void validJsonIsAccepted(String data) {
    assertThat(ParsedFacts.parse(data)).isEqualTo(ParsedFacts.NOTHING);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "}",
        "[",
        "]",
        "{]",
        "[}",
        "{}}",
        "[]]",
        "{}{}",
        "[],",
        ",",
        "[,]",
        "[1,]",
        "[,1]",
        "[1 2]",
        "[1,,2]",
        "[[]",
        "{,}",
        "{\"a\"}",
        "{\"a\":}",
        "{\"a\":1,}",
        "{\"a\" 1}",
        "{\"a\":1 \"b\":2}",
        "{\"a\":1,2}",
        "{\"a\"::1}",
        "{\"a\":1:2}",
        "{a:1}",
        "{1:1}",
        "{'a':1}",
        "[\"a\":1]",
        "\"",
        "\"a",
        "\"\\\"",
        "\"\\x\"",
        "\"\\u12\"",
        "\"\\u12g4\"",
        "\"\\U1234\"",
        "\"a\nb\"",
        "\"\0\"",
        "\"\u001F\"",
        "{\"a\nb\":1}",
        "\"a\"\"b\"",
        "tru",
        "truee",
        "True",
        "nul",
        "nulll",
        "falsE",
        "none",
        "[t rue]",
        "undefined",
        "NaN",
        "-",
        "+1",
        "01",
        "-01",
        "1.",
        ".5",
        "1.e5",
        "1e",
        "1e+",
        "1e5.5",
        "1-1",
        "--1",
        "1.5.5",
        "0x1",
        "1a",
        "\"a\"1",
        "// x\n1",
        "<html>",
        "upstream timed out",
        "\uFEFF{}",
        "{}\u0000",
        "\u000B{}",
        "\f{}",
        "\b{}",
        "\u0085{}",
        "\u00A0{}",
        "[1\f]"
      })
  void invalidJsonIsMalformedAndHasNoFacts(String data) {
    assertThat(ParsedFacts.parse(data)).isEqualTo(ParsedFacts.MALFORMED);
  }

  @Test
  void truncatedJsonIsMalformedAtEveryLength() {
    String data =
        "{\"error\":true,\"seq\":12,\"choices\":[{\"delta\":{\"content\":\"a\\u00e9\\n\"},"
            + "\"finish_reason\":\"stop\"}],\"usage\":{\"prompt_tokens\":-1.5e+7}}";
    assertThat(ParsedFacts.parse(data).malformed()).isFalse();
    for (int length = 0; length < data.length(); length++) {
      String cut = data.substring(0, length);
      assertThat(ParsedFacts.parse(cut)).as(cut).isEqualTo(ParsedFacts.MALFORMED);
    }
  }

  @Test
  void nestingIsLimitedTo64() {
    for (List<String> pair : List.of(List.of("[", "]"), List.of("{\"seq\":", "}"))) {
      String open = pair.get(0);
      String close = pair.get(1);
      assertThat(ParsedFacts.parse(open.repeat(64) + "1" + close.repeat(64)).malformed()).isFalse();
      assertThat(ParsedFacts.parse(open.repeat(65) + "1" + close.repeat(65)))
          .isEqualTo(ParsedFacts.MALFORMED);
    }
    String mixed = "[{\"a\":".repeat(32) + "1" + "}]".repeat(32);
    assertThat(ParsedFacts.parse(mixed)).isEqualTo(ParsedFacts.NOTHING);
    assertThat(ParsedFacts.parse("[" + mixed + "]")).isEqualTo(ParsedFacts.MALFORMED);
  }

  @Test
  void keysCanHaveAnyLength() {
    String key = "content".repeat(1_000);
    assertThat(ParsedFacts.parse("{\"" + key + "\":1,\"seq\":7}").stamps())
        .containsExactly(7L, -1L, -1L);
  }
}
