package dev.firsttoken.proxy.api;

import static dev.firsttoken.proxy.api.SyntheticOptions.NO_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.firsttoken.proxy.meter.ErrorReason;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.util.CharsetUtil;
import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ChatRequestTest {
  private static final SyntheticOptions DEFAULT_OPTIONS =
      SyntheticOptions.fromEnvironment(Map.of());

  @Test
  void everyModelIsSyntheticWithoutAnUpstream() {
    ByteBuf body = Unpooled.copiedBuffer("{\"model\":\"gpt\"}", StandardCharsets.UTF_8);
    SyntheticOptions syntheticOptions = SyntheticOptions.fromEnvironment(Map.of());

    assertThat(
            ChatRequestParser.parse(
                    Route.CHAT, body, new ChatDefaults("synthetic", syntheticOptions, true))
                .synthetic())
        .isTrue();
    assertThat(
            ChatRequestParser.parse(
                    Route.CHAT, body, new ChatDefaults("synthetic", syntheticOptions, false))
                .synthetic())
        .isFalse();
  }

  @Test
  void knownFieldsAreReadInAnyOrderAndOthersAreSkipped() {
    ChatRequest request =
        parse(
            """
            {"messages":[{"role":"user","content":"\\"model\\":\\"x\\""}],
             "stream_options":{"other":[1],"include_usage":true},
             "frames":10,"delay_ms":1,"bytes_per_frame":2,"ttft_ms":3,"reasoning_frames":4,
             "stamp":true,"stream":true,"model":"synthetic","unknown":{"model":"y"}}\
            """);

    assertThat(request.model()).isEqualTo("synthetic");
    assertThat(request.synthetic()).isTrue();
    assertThat(request.stream()).isTrue();
    assertThat(request.includeUsage()).isTrue();
    assertThat(request.syntheticOptions())
        .isEqualTo(new SyntheticOptions(10, 1, 2, 3, 4, 0, NO_LIMIT, true));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{}",
        " \t\r\n{ } \n",
        "{\"stream\":null,\"model\":null,\"stream_options\":null,\"frames\":null,\"stamp\":null}",
        "{\"model\":\"\",\"stream_options\":{\"include_usage\":null}}",
      })
  void absentNullOrEmptyFieldTakesItsDefault(String body) {
    ChatRequest request = parse(body);

    assertThat(request.model()).isNull();
    assertThat(request.synthetic()).isTrue();
    assertThat(request.stream()).isFalse();
    assertThat(request.includeUsage()).isFalse();
    assertThat(request.syntheticOptions()).isEqualTo(DEFAULT_OPTIONS);
    assertThat(request.bodyBytes()).isEqualTo(body.length());
  }

  @ParameterizedTest
  @CsvSource({
    "frames, -1, 'frames must be an integer from 0 to 100000, not -1.'",
    "frames, 100001, 'frames must be an integer from 0 to 100000, not 100001.'",
    "frames, 1.5, 'frames must be an integer from 0 to 100000, not 1.5.'",
    "frames, 1e2, 'frames must be an integer from 0 to 100000, not 1e2.'",
    "frames, '\"10\"', 'frames must be an integer from 0 to 100000, not \"10\".'",
    "frames, true, 'frames must be an integer from 0 to 100000, not true.'",
    "frames, '[1]', 'frames must be an integer from 0 to 100000, not an array.'",
    "frames, '{}', 'frames must be an integer from 0 to 100000, not an object.'",
    "frames, 99999999999999999999, 'frames must be an integer from 0 to 100000, not"
        + " 99999999999999999999.'",
    "frames, 4294967296, 'frames must be an integer from 0 to 100000, not 4294967296.'",
    "delay_ms, -1, 'delay_ms must be an integer from 0 to 60000, not -1.'",
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
    "spin_us, '\"1\"', 'spin_us must be a number from 0 to 10000 with at most one decimal, not"
        + " \"1\".'",
    "max_tokens, 0, 'max_tokens must be an integer of at least 1, not 0.'",
    "max_tokens, 1.0, 'max_tokens must be an integer of at least 1, not 1.0.'",
    "max_completion_tokens, -5, 'max_completion_tokens must be an integer of at least 1, not -5.'",
    "stamp, 1, 'stamp must be true or false, not 1.'",
    "stream, '\"true\"', 'stream must be true or false, not \"true\".'",
    "stream_options, true, 'stream_options must be an object, not true.'",
    "model, 5, 'model must be a string, not 5.'",
    "model, '[\"x\"]', 'model must be a string, not an array.'",
  })
  void fieldOutOfRangeIsRejectedWithNameValueAndRange(String field, String value, String message) {
    ApiError error = parseError("{\"" + field + "\":" + value + ",\"messages\":[]}");

    assertThat(error.message()).isEqualTo(message);
    assertThat(error.param()).isEqualTo(field);
    assertThat(error.status()).isEqualTo(400);
    assertThat(error.reason()).isEqualTo(ErrorReason.BAD_REQUEST);
  }

  @ParameterizedTest
  @CsvSource({
    "frames, 0, 100000",
    "delay_ms, 0, 60000",
    "bytes_per_frame, 1, 65536",
    "ttft_ms, 0, 600000",
    "reasoning_frames, 0, 200",
  })
  void bothEndsOfARangeAreAccepted(String field, int min, int max) {
    assertThat(parse("{\"%s\":%d}".formatted(field, min)).syntheticOptions().toString())
        .contains("=" + min);
    assertThat(parse("{\"%s\":%d}".formatted(field, max)).syntheticOptions().toString())
        .contains("=" + max);
  }

  @Test
  void includeUsageMustBeABoolean() {
    ApiError error = parseError("{\"stream_options\":{\"include_usage\":\"yes\"}}");

    assertThat(error.param()).isEqualTo("stream_options.include_usage");
    assertThat(error.message())
        .isEqualTo("stream_options.include_usage must be true or false, not \"yes\".");
  }

  @Test
  void modelNameIsBounded() {
    assertThat(parse("{\"model\":\"" + "m".repeat(256) + "\"}").model()).hasSize(256);
    ApiError error = parseError("{\"model\":\"" + "m".repeat(10_000) + "\"}");

    assertThat(error.param()).isEqualTo("model");
    assertThat(error.message())
        .isEqualTo("model must be a string of at most 256 characters, not 10000.");
  }

  @Test
  void errorAbbreviatesALongValue() {
    assertThat(parseError("{\"frames\":\"" + "9".repeat(10_000) + "\"}").message())
        .hasSizeLessThan(150);
    assertThat(parseError("{\"frames\":" + "9".repeat(10_000) + "}").message())
        .hasSizeLessThan(150);
  }

  @ParameterizedTest
  @ValueSource(strings = {"model", "stream", "stream_options", "frames", "stamp"})
  void duplicateFieldIsRejected(String field) {
    ApiError error = parseError("{\"%s\":null,\"x\":1,\"%s\":null}".formatted(field, field));

    assertThat(error.param()).isEqualTo(field);
    assertThat(error.message()).isEqualTo(field + " must appear only once in the body.");
  }

  @Test
  void unknownFieldMayBeDuplicated() {
    assertThat(parse("{\"x\":1,\"x\":2}").model()).isNull();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", " ", "[]", "null", "1", "\"{}\"", "hello", "\ufeff{}"})
  void bodyThatIsNoObjectIsRejected(String body) {
    ApiError error = parseError(body);

    assertThat(error.message()).contains("must be a JSON object");
    assertThat(error.param()).isNull();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "{",
        "{\"a\"",
        "{\"a\":}",
        "{\"a\":1,}",
        "{a:1}",
        "{'a':1}",
        "{\"a\":NaN}",
        "{\"a\":01}",
        "{\"a\":\"\n\"}",
        "{\"a\":\"\\x\"}",
        "{/**/}",
        "{\"a\":[1}",
        "{}x",
        "{\"model\":\"x",
      })
  void invalidJsonIsRejectedWithItsPosition(String body) {
    assertThat(parseError(body).message()).matches("The body is not valid JSON at byte \\d+\\.");
  }

  @ParameterizedTest
  @ValueSource(strings = {"{}{}", "{} []", "{}1"})
  void bodyWithTrailingDataIsRejected(String body) {
    assertThat(parseError(body).message())
        .isEqualTo("The body must be one JSON object with nothing after it.");
  }

  @Test
  void invalidUtf8IsRejected() {
    byte[] body = "{\"messages\":[\"?\"]}".getBytes(StandardCharsets.US_ASCII);
    body[14] = (byte) 0xff;
    assertThat(parseError(body).message()).isEqualTo("The body is not valid UTF-8 at byte 14.");
    assertThat(parseError("{\"model\":\"x\"}".getBytes(StandardCharsets.UTF_16LE)).message())
        .isEqualTo("The body must be a JSON object in UTF-8.");
    assertThat(parseError("{\"model\":\"x\"}".getBytes(CharsetUtil.UTF_16BE)).message())
        .isEqualTo("The body must be a JSON object in UTF-8.");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "C0AF", "C080", "C1BF", "E080AF", "E09FBF", "F08080AF", "F08FBFBF", "EDA080", "EDBFBF",
        "EDA080EDB080", "F4908080", "F5808080", "FE", "80", "C3", "E282", "F09F98", "C3C3"
      })
  void overlongFormsSurrogatesAndCutSequencesAreRejected(String hex) {
    byte[] sequence = HexFormat.of().parseHex(hex);
    for (int before : new int[] {0, 4093, 8190, 20_000}) {
      String start = "{\"messages\":[\"" + "é".repeat(before / 2) + "x".repeat(before % 2);
      ByteBuf body =
          Unpooled.wrappedBuffer(
              start.getBytes(StandardCharsets.UTF_8),
              sequence,
              "\"]}".getBytes(StandardCharsets.UTF_8));
      ApiError error = catchThrowableOfType(ApiError.class, () -> parse(body));

      assertThat(error.message())
          .matches("The body is not valid UTF-8 at byte " + (14 + before) + "\\.");
    }
  }

  @Test
  void charactersAtTheEdgesOfUtf8AreAccepted() {
    String edges = "\u007f\u0080\u07ff\u0800\ud7ff\ue000\uffff\ud800\udc00\udbff\udfff";
    for (int before = 4080; before < 4100; before++) {
      String body = "{\"x\":\"" + "y".repeat(before) + edges + "\",\"model\":\"m\"}";
      assertThat(parse(body).model()).isEqualTo("m");
    }
  }

  @Test
  void nestingDepthIsBounded() {
    String deep = "{\"messages\":" + "[".repeat(63) + "]".repeat(63) + "}";
    assertThat(parse(deep).model()).isNull();

    String deeper = "{\"messages\":" + "[".repeat(64) + "]".repeat(64) + "}";
    assertThat(parseError(deeper).message())
        .isEqualTo("The body must not be nested deeper than 64 levels.");
    assertThat(parseError("{\"a\":" + "[".repeat(100_000)).message()).contains("64 levels");
  }

  @Test
  void syntheticFieldsOfARelayedRequestAreNotChecked() {
    ChatRequest request =
        parse("{\"frames\":[1],\"stamp\":3,\"reasoning_frames\":-1,\"model\":\"gpt\"}");

    assertThat(request.synthetic()).isFalse();
    assertThat(request.syntheticOptions()).isEqualTo(DEFAULT_OPTIONS);
    assertThat(parseError("{\"frames\":[1],\"model\":\"synthetic\"}").param()).isEqualTo("frames");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "{}|{\"model\":\"a\\\"b\"}",
        " { } |{\"model\":\"a\\\"b\" } ",
        "{\"x\":1}|{\"model\":\"a\\\"b\",\"x\":1}",
        "{\"x\":1,\"model\":null,\"y\":2}|{\"x\":1,\"model\":\"a\\\"b\",\"y\":2}",
        "{\"x\":1,\"model\" : \"\" ,\"y\":2}|{\"x\":1,\"model\" : \"a\\\"b\" ,\"y\":2}",
        "{\"x\":\"é€😀\",\"model\":null}|{\"x\":\"é€😀\",\"model\":\"a\\\"b\"}",
        "{\"x\":1,\"model\":\"m\"}|{\"x\":1,\"model\":\"m\"}",
      })
  void bodyWithoutAModelTakesTheConfiguredOne(String body, String named) {
    ByteBuf buffer = buffer("xx" + body).skipBytes(2);
    ByteBuf with = parse(buffer).withModel(buffer, "a\"b");

    assertThat(with.toString(StandardCharsets.UTF_8).strip()).isEqualTo(named.strip());
    with.release();
    assertThat(buffer.refCnt()).isEqualTo(1);
    assertThat(buffer.readerIndex()).isEqualTo(2);
    buffer.release();
  }

  @Test
  void modelOfALongBodyIsReplacedInPlace() {
    String before = "{\"messages\":\"" + "é".repeat(100_000) + "\",\"model\":";
    ByteBuf buffer = buffer(before + "null}");
    ByteBuf with = parse(buffer).withModel(buffer, "m");

    assertThat(with.toString(StandardCharsets.UTF_8)).isEqualTo(before + "\"m\"}");
    with.release();
    buffer.release();
  }

  private static ChatRequest parse(String body) {
    return parse(buffer(body));
  }

  private static ChatRequest parse(ByteBuf body) {
    return ChatRequestParser.parse(
        Route.CHAT, body, new ChatDefaults("synthetic", DEFAULT_OPTIONS, false));
  }

  private static ApiError parseError(String body) {
    return parseError(body.getBytes(StandardCharsets.UTF_8));
  }

  private static ApiError parseError(byte[] body) {
    return catchThrowableOfType(ApiError.class, () -> parse(Unpooled.wrappedBuffer(body)));
  }

  private static ByteBuf buffer(String text) {
    return Unpooled.copiedBuffer(text, StandardCharsets.UTF_8);
  }
}
