package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Kinds of requests. The upstream recognizes them by their last eight bytes. */
enum LoadRequest {
  /** Stream that the upstream sends until the harness ends it. */
  STREAM("flow", true),
  /** Stream whose first content event comes immediately, with the headers. */
  BURST("once", true),
  /** Non-streamed response of about 300 bytes. */
  BUFFERED("full", false);

  static final List<LoadRequest> ALL = List.of(values());

  @SuppressWarnings("ImmutableEnumChecker") // read-only; each write uses a duplicate
  private final ByteBuf request;

  private final long lastEight;

  LoadRequest(String content, boolean streamed) {
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

  /** Returns the bytes of the request for one write. */
  ByteBuf request() {
    return request.duplicate();
  }

  /** True if a request that ends in these eight bytes is complete and of this kind. */
  boolean endsIn(long bytes) {
    return lastEight == bytes;
  }
}
