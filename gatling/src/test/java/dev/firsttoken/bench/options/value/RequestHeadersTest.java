package dev.firsttoken.bench.options.value;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.bench.options.value.RequestHeaders.Header;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RequestHeadersTest {
  private static final Map<String, String> ENVIRONMENT = Map.of("KEY", "sk-1", "EMPTY", " ");

  private static RequestHeaders parse(String lines) {
    return RequestHeaders.parse(lines, ENVIRONMENT::get);
  }

  @Test
  void linesAreSentInTheirOrder() {
    assertThat(parse("x-a: 1\nX-B:two words \nx-a: 2").headers())
        .containsExactly(
            new Header("x-a", "1"), new Header("X-B", "two words"), new Header("x-a", "2"));
  }

  @Test
  void variableIsReplacedByItsValue() {
    assertThat(parse("authorization: Bearer ${KEY}").headers())
        .containsExactly(new Header("authorization", "Bearer sk-1"));
    assertThatThrownBy(() -> parse("api-key: ${MISSING}"))
        .hasMessage("api-key needs the variable MISSING, which is not set");
    assertThatThrownBy(() -> parse("api-key: ${EMPTY}"))
        .hasMessage("api-key needs the variable EMPTY, which is not set");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "Host",
        "content-length",
        "Transfer-Encoding",
        "connection",
        "keep-alive",
        "TE",
        "trailer",
        "upgrade",
        "Expect",
        "accept-encoding",
        "proxy-connection"
      })
  void headerThatFramesTheMessageIsRefused(String name) {
    assertThatThrownBy(() -> parse(name + ": x"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith(name + " can't be set: ");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "Bearer abc; must be a name, a colon and a value",
        "a b: secret; must be a name, a colon and a value",
        "'x-a:  '; x-a has no value",
        "x-a: Grüße; the value of x-a must be visible ASCII, spaces and tabs",
        "'x-a: b\u0000c'; the value of x-a must be visible ASCII, spaces and tabs"
      })
  void invalidHeaderIsRefusedWithoutItsValue(String line, String message) {
    assertThatThrownBy(() -> parse(line)).hasMessage(message);
  }

  @Test
  void lineBreakOfAVariableIsNoSecondHeader() {
    assertThatThrownBy(() -> RequestHeaders.parse("x-a: ${A}", name -> "b\r\nx-c: d"))
        .hasMessage("the value of x-a must be visible ASCII, spaces and tabs");
  }

  @Test
  void headerThatAMessageHasOnceIsNotSentTwice() {
    assertThatThrownBy(() -> parse("Authorization: a\nauthorization: b"))
        .hasMessage("has authorization twice");
  }

  @Test
  void numberAndLengthOfHeadersAreBounded() {
    assertThatThrownBy(() -> parse("x: 1\n".repeat(100) + "x: 1"))
        .hasMessageContaining("101 headers");
    assertThatThrownBy(() -> parse("x: " + "1".repeat(20_000))).hasMessageContaining("too many");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "x-team: search; x-team: (given)",
        "api-key: sk-1; api-key: (given)",
        "api-key: ${KEY}; api-key: ${KEY}",
        "authorization: Bearer ${KEY}; authorization: Bearer ${KEY}",
        "authorization: Bearer abc${KEY}; authorization: (given)",
        "sk-without-a-name; (given)"
      })
  void shownHeaderHasNoValue(String line, String shown) {
    assertThat(RequestHeaders.redact(line)).isEqualTo(shown);
    assertThat(RequestHeaders.redact(shown)).isEqualTo(shown);
  }

  @Test
  void textFormsHaveNoValues() {
    assertThat(parse("api-key: sk-2").toString()).doesNotContain("sk-2").contains("api-key");
  }

  @Test
  void laterLinesTakeThePlacesOfEarlierOnesOfTheSameName() {
    assertThat(RequestHeaders.override("x-a: 1\nAPI-Key: (given)\nx-b: 2", "api-key: k\nx-c: 3"))
        .isEqualTo("x-a: 1\napi-key: k\nx-b: 2\nx-c: 3");
    assertThat(RequestHeaders.override("x: 1\ny: 2\nX: 3\nz: 4", "z: 7\nx: 5\nX: 6"))
        .isEqualTo("x: 5\ny: 2\nX: 6\nz: 7");
    assertThat(RequestHeaders.override("x: 1\ny: 2\nX: 3\nz: 4", "x: 5"))
        .isEqualTo("x: 5\ny: 2\nz: 4");
  }

  @Test
  void valueThatWasLeftOutIsStillAskedForIfFewerLinesOfItsNameAreGiven() {
    assertThat(RequestHeaders.override("x: (given)\ny: 2\nX: (given)", "x: 5"))
        .isEqualTo("x: 5\ny: 2\nX: (given)");
  }

  @Test
  void secretsAreKnownByTheNamesOfTheirHeaders() {
    RequestHeaders headers =
        parse("authorization: Bearer abcd\nOcp-Apim-Subscription-Key: efgh\nx-team: search");

    assertThat(headers.secrets()).containsExactly("abcd", "efgh");
    assertThat(headers.withoutSecrets().headers()).containsExactly(new Header("x-team", "search"));
    assertThat(headers.has("AUTHORIZATION")).isTrue();
    assertThat(headers.has("x-other")).isFalse();
  }
}
