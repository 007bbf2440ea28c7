package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the client asks. The request's last eight bytes tell the upstream which it is. */
enum Question {
  /** A stream that the upstream feeds until it is told to end it. */
  FLOW("flow", true),
  /** A stream whose first content event comes at once, with the head. */
  ONCE("once", true),
  /** A whole answer of about 300 bytes. */
  FULL("full", false);

  static final List<Question> ALL = List.of(values());

  @SuppressWarnings("ImmutableEnumChecker") // read-only, and each write takes a duplicate
  private final ByteBuf request;

  private final long tail;

  Question(String word, boolean streamed) {
    String body =
        "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(streamed, word);
    byte[] bytes =
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer none\r\n"
                + "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s")
            .formatted(body.length(), body)
            .getBytes(StandardCharsets.US_ASCII);
    this.request =
        Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    this.tail = request.getLong(bytes.length - Long.BYTES);
  }

  /** The request's bytes, for one write. */
  ByteBuf request() {
    return request.duplicate();
  }

  /** Whether a request that ends in these eight bytes is this one, and whole. */
  boolean endsIn(long lastEight) {
    return tail == lastEight;
  }
}
