package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Section "Errors" of the contract. */
@ParameterizedClass
@MethodSource(ContractTestBase.SERVERS)
class ErrorsIT extends ContractTestBase {
  private static final int MAX_BODY_BYTES = 10 * 1024 * 1024;

  ErrorsIT(String name) {
    super(name);
  }

  @ParameterizedTest
  @CsvSource({"frames, 100001, 'frames must be an integer from 0 to 100000, not 100001.'"})
  void fieldOutOfRangeIsRejectedWithNameValueAndRange(String field, String value, String message)
      throws IOException {
    assertRejected(field, value, message);
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "frames, -1, 'frames must be an integer from 0 to 100000, not -1.'",
    "frames, 1.5, 'frames must be an integer from 0 to 100000, not 1.5.'",
    "frames, '\"10\"', 'frames must be an integer from 0 to 100000, not \"10\".'",
    "frames, true, 'frames must be an integer from 0 to 100000, not true.'",
    "frames, '[1]', 'frames must be an integer from 0 to 100000, not an array.'",
    "frames, '{}', 'frames must be an integer from 0 to 100000, not an object.'",
    "delay_ms, 60001, 'delay_ms must be an integer from 0 to 60000, not 60001.'",
    "bytes_per_frame, 0, 'bytes_per_frame must be an integer from 1 to 65536, not 0.'",
    "bytes_per_frame, 65537, 'bytes_per_frame must be an integer from 1 to 65536, not 65537.'",
    "ttft_ms, 600001, 'ttft_ms must be an integer from 0 to 600000, not 600001.'",
    "reasoning_frames, -1, 'reasoning_frames must be an integer from 0 to 100000, not -1.'",
    "reasoning_frames, 201, 'reasoning_frames must be an integer from 0 to frames (200), not"
        + " 201.'",
    "spin_us, -1, 'spin_us must be a number from 0 to 10000 with at most one decimal, not -1.'",
    "spin_us, 10000.1, 'spin_us must be a number from 0 to 10000 with at most one decimal, not"
        + " 10000.1.'",
    "spin_us, 1.25, 'spin_us must be a number from 0 to 10000 with at most one decimal, not"
        + " 1.25.'",
    "max_tokens, 0, 'max_tokens must be an integer of at least 1, not 0.'",
    "max_completion_tokens, -5, 'max_completion_tokens must be an integer of at least 1, not -5.'",
    "stamp, 1, 'stamp must be true or false, not 1.'",
    "stream, '\"true\"', 'stream must be true or false, not \"true\".'",
    "stream_options, true, 'stream_options must be an object, not true.'",
    "model, 5, 'model must be a string, not 5.'",
  })
  void everyFieldIsChecked(String field, String value, String message) throws IOException {
    assertRejected(field, value, message);
  }

  @Test
  @Tag("long")
  void modelOfMoreThan256CharactersIsRejected() throws IOException {
    assertThat(stream("\"frames\":1,\"model\":\"" + "m".repeat(256) + "\"").frames()).hasSize(1);
    assertRejected(
        "model",
        "\"" + "m".repeat(257) + "\"",
        "model must be a string of at most 256 characters, not 257.");
  }

  @Test
  @Tag("long")
  void includeUsageMustBeABoolean() throws IOException {
    JsonNode error = assertError(chat("{\"stream_options\":{\"include_usage\":\"yes\"}}"), 400);

    assertThat(error.get("param").asText()).isEqualTo("stream_options.include_usage");
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(
      strings = {
        "",
        " ",
        "{",
        "[]",
        "null",
        "7",
        "\"{}\"",
        "{} {}",
        "{\"frames\":NaN}",
        "{\"frames\":01}",
        "{'frames':1}",
        "{\"frames\":1,}",
      })
  void bodyThatIsNoJsonObjectIsRejected(String body) throws IOException {
    assertThat(assertError(chat(body), 400).get("param").isNull()).isTrue();
  }

  @Test
  @Tag("long")
  void bodyThatIsNestedDeeplyHarmsNobody() throws IOException {
    String nested = "[".repeat(100_000) + "]".repeat(100_000);

    assertThat(chat("{\"frames\":1,\"messages\":" + nested + "}").status()).isIn(200, 400);
    assertThat(stream("\"frames\":1").frames()).hasSize(1);
  }

  @Test
  @Tag("long")
  void bodyThatIsNotUtf8IsRejected() throws IOException {
    String request = RawClient.chat("{\"model\":\"??\"}");
    byte[] overlong = request.getBytes(StandardCharsets.US_ASCII);
    overlong[request.indexOf("??")] = (byte) 0xc0;
    overlong[request.indexOf("??") + 1] = (byte) 0xaf;
    try (RawClient client = connect()) {
      client.send(request);
      assertThat(client.read().status()).isEqualTo(200);
      client.send(overlong);

      assertError(client.read(), 400);
    }
  }

  @Test
  @Tag("long")
  void bodyAtTheLimitIsServedAndALargerOneIsRejected() throws IOException {
    String open = "{\"frames\":1,\"messages\":\"";
    String close = "\"}";
    int filler = MAX_BODY_BYTES - open.length() - close.length();

    String body = open + "x".repeat(filler) + close;

    assertThat(chat(body).status()).isEqualTo(200);
    assertThat(RawClient.request(port, chunked(body)).status()).isEqualTo(200);
    assertThat(assertError(RawClient.request(port, chunked(body + " ")), 413).get("code").asText())
        .isEqualTo("too_large");
    try (RawClient client = connect()) {
      client.send(
          "POST /v1/chat/completions HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: %d\r\n\r\n"
              .formatted(MAX_BODY_BYTES + 1));
      client.send("{");

      JsonNode error = assertError(client.read(), 413);
      assertThat(error.get("message").asText())
          .isEqualTo("The request body exceeds the limit of 10485760 bytes.");
    }
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"", "Content-Type: text/plain\r\n", "Content-Type: application/xml\r\n"})
  void otherContentTypeIsRejected(String header) throws IOException {
    String request = RawClient.chat("{}").replace("Content-Type: application/json\r\n", header);

    assertThat(assertError(RawClient.request(port, request), 415).get("code").asText())
        .isEqualTo("unsupported_media_type");
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(
      strings = {"application/json; charset=utf-8", "Application/JSON", "application/json;x=y"})
  void jsonContentTypeIsAccepted(String contentType) throws IOException {
    String request = RawClient.chat("{\"frames\":1}").replace("application/json", contentType);

    assertThat(RawClient.request(port, request).status()).isEqualTo(200);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"/nix", "/v1", "/v1/nix", "/v1/chat", "/docs", "/openapi.json"})
  void unknownPathIs404(String path) throws IOException {
    JsonNode error = assertError(get(path), 404);

    assertThat(error.get("code").asText()).isEqualTo("not_found");
    assertThat(error.get("message").asText()).startsWith("No route matches GET " + path + ".");
  }

  @ParameterizedTest
  @Tag("long")
  @CsvSource({
    "GET, /v1/chat/completions, POST",
    "PUT, /api/chat/completions, POST",
    "DELETE, /metrics, GET",
    "PUT, /health, GET",
    "PUT, /micro/plain, GET",
  })
  void otherMethodIs405WithTheAllowedOnes(String method, String path, String allowed)
      throws IOException {
    RawClient.Response response =
        RawClient.request(
            port,
            method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\r\n");

    assertThat(assertError(response, 405).get("code").asText()).isEqualTo("method_not_allowed");
    assertThat(response.header("allow")).contains(allowed);
  }

  @ParameterizedTest
  @Tag("long")
  @ValueSource(strings = {"{", "{\"frames\":-1}"})
  void errorIsCountedOnce(String body) throws IOException {
    PrometheusText before = scrape();
    chat(body);
    PrometheusText after = scrape();

    assertThat(
            after.sum("chat_errors_total", "reason=\"bad_request\"")
                - before.sum("chat_errors_total", "reason=\"bad_request\""))
        .isEqualTo(1);
    assertThat(after.sum("chat_errors_total") - before.sum("chat_errors_total")).isEqualTo(1);
    assertThat(
            after.sum("chat_requests_total", "status=\"400\"")
                - before.sum("chat_requests_total", "status=\"400\""))
        .isEqualTo(1);
    assertThat(after.sum("chat_tokens_total")).isEqualTo(before.sum("chat_tokens_total"));
  }

  @Test
  @Tag("long")
  void connectionServesOnAfterAnError() throws IOException {
    try (RawClient client = connect()) {
      client.send(RawClient.chat("{\"frames\":-1}"));
      assertError(client.read(), 400);
      client.send(RawClient.chat("{\"frames\":1}"));

      assertThat(client.read().status()).isEqualTo(200);
    }
  }

  /** Builds a chat request whose body has two chunks and no declared length. */
  private static String chunked(String json) {
    int half = json.length() / 2;
    return "POST /v1/chat/completions HTTP/1.1\r\n"
        + "Host: localhost\r\n"
        + "Content-Type: application/json\r\n"
        + "Transfer-Encoding: chunked\r\n\r\n"
        + chunk(json.substring(0, half))
        + chunk(json.substring(half))
        + chunk("");
  }

  private static String chunk(String ascii) {
    return Integer.toHexString(ascii.length()) + "\r\n" + ascii + "\r\n";
  }

  private void assertRejected(String field, String value, String message) throws IOException {
    JsonNode error = assertError(chat("{\"" + field + "\":" + value + "}"), 400);

    assertThat(error.get("message").asText()).isEqualTo(message);
    assertThat(error.get("param").asText()).isEqualTo(field);
    assertThat(error.get("code").asText()).isEqualTo("bad_request");
  }
}
