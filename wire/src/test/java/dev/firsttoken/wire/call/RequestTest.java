package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RequestTest {
  private static final String POST =
      "POST /v1/chat HTTP/1.1\r\nhost: llm.example\r\naccept: */*\r\n";
  private static final Origin ORIGIN = new Origin(true, "llm.example", 443);
  private static final HttpHeaders HEADERS = new DefaultHttpHeaders().add("accept", "*/*");

  @Test
  void getHasNeitherBodyNorLength() {
    assertThat(text(Request.get(ORIGIN, "/v1/models", HEADERS).encode(ByteBufAllocator.DEFAULT)))
        .isEqualTo("GET /v1/models HTTP/1.1\r\nhost: llm.example\r\naccept: */*\r\n\r\n");
  }

  @Test
  void postHasAContentLengthEvenWithoutABody() {
    Request post = new Request(ORIGIN, "/v1/chat", HEADERS);
    ByteBuf body = Unpooled.copiedBuffer("hello", StandardCharsets.US_ASCII);
    assertThat(text(post.encode(ByteBufAllocator.DEFAULT, body)))
        .isEqualTo(POST + "content-length: 5\r\n\r\nhello");
    assertThat(text(post.encode(ByteBufAllocator.DEFAULT)))
        .isEqualTo(POST + "content-length: 0\r\n\r\n");
  }

  @Test
  void headersHaveTheLengthOfTheBodyThatFollows() {
    Request post = new Request(ORIGIN, "/v1/chat", HEADERS);
    assertThat(text(post.encodeHeaders(ByteBufAllocator.DEFAULT, 5)))
        .isEqualTo(POST + "content-length: 5\r\n\r\n");
  }

  @Test
  void methodWithOtherResponseFramingIsRejected() {
    assertThatThrownBy(() -> new Request(HttpMethod.HEAD, ORIGIN, "/", HEADERS))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("HEAD");
  }

  private static String text(ByteBuf bytes) {
    String text = bytes.toString(StandardCharsets.US_ASCII);
    bytes.release();
    return text;
  }
}
