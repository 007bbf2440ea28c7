package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** What the client asks. The request's last eight bytes tell the upstream which it is. */
enum RequestKind {
  /** A stream that the upstream feeds until it is told to end it. */
  STREAM("flow", true),
  /** A stream whose first content event comes at once, with the head. */
  BURST("once", true),
  /** A whole answer of about 300 bytes. */
  BUFFERED("full", false);

  static final List<RequestKind> ALL = List.of(values());

  @SuppressWarnings("ImmutableEnumChecker") // read-only, and each write takes a duplicate
  private final ByteBuf request;

  private final long lastEight;

  RequestKind(String content, boolean streamed) {
    String body =
        "{\"model\":\"m\",\"stream\":%s,\"messages\":[{\"role\":\"user\",\"content\":\"%s\"}]}"
            .formatted(streamed, content);
    byte[] bytes =
        ("POST /v1/chat/completions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer none\r\n"
                + "content-type: application/json\r\ncontent-length: %d\r\n\r\n%s")
            .formatted(body.length(), body)
            .getBytes(StandardCharsets.US_ASCII);
    this.request =
        Unpooled.unreleasableBuffer(
            Unpooled.directBuffer(bytes.length).writeBytes(bytes).asReadOnly());
    this.lastEight = request.getLong(bytes.length - Long.BYTES);
  }

  /** The request's bytes, for one write. */
  ByteBuf request() {
    return request.duplicate();
  }

  /** Whether a request that ends in these eight bytes is this one, and whole. */
  boolean endsIn(long bytes) {
    return lastEight == bytes;
  }
}
