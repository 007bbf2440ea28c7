package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import java.io.IOException;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ChatRequestEncoderTest {
  private static final ObjectMapper JSON = new ObjectMapper();

  @Test
  void bareRequestHasNothingThatAStrictServerWouldReject() throws IOException {
    byte[] body =
        ChatRequestEncoder.encodeBody(new RequestOptions(null, "say \"hi\"", null, Map.of()), true);

    assertThat(JSON.readTree(body))
        .isEqualTo(
            JSON.readTree(
                """
                {"messages":[{"role":"user","content":"say \\"hi\\""}],
                 "stream":true,"stream_options":{"include_usage":true}}\
                """));
  }

  @Test
  void allGivenOptionsAreSent() throws IOException {
    byte[] body =
        ChatRequestEncoder.encodeBody(
            new RequestOptions("synthetic", "hi", 9, Map.of("frames", 5)), false);

    assertThat(JSON.readTree(body))
        .isEqualTo(
            JSON.readTree(
                """
                {"model":"synthetic","messages":[{"role":"user","content":"hi"}],
                 "stream":false,"max_tokens":9,"frames":5,"stamp":true}\
                """));
  }

  @Test
  void headersAndBodyAreOneBuffer() {
    Target target =
        new Target(
            URI.create("http://h:81/v1/chat/completions?v=2"),
            true,
            Duration.ofSeconds(1),
            "sk-1",
            null);
    byte[] json =
        ChatRequestEncoder.encodeBody(new RequestOptions(null, "é", null, Map.of()), true);
    ByteBuf request =
        ChatRequestEncoder.forTarget(target, BodyOptions.DEFAULT)
            .encode(ByteBufAllocator.DEFAULT, json);

    String text = request.toString(UTF_8);
    String body = text.substring(text.indexOf("\r\n\r\n") + 4);
    assertThat(text).startsWith("POST /v1/chat/completions?v=2 HTTP/1.1\r\nhost: h:81\r\n");
    assertThat(text).contains("authorization: Bearer sk-1\r\n");
    assertThat(text).contains("content-length: " + body.getBytes(UTF_8).length + "\r\n");
    assertThat(body).contains("é");
    request.release();
  }
}
