package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** The upstream's bytes, made once: chat chunks as inference servers send them. */
final class CannedResponses {
  /** Stands before each stamp, and nowhere else in an answer. */
  static final byte STAMP_MARKER = '~';

  /** Decimal digits of a stamp in ns, leading zeros kept. */
  static final int STAMP_DIGITS = 16;

  /** The last bytes of a stream: the zero chunk, and the end of the chunk before it. */
  static final long STREAM_END = lastBytes("\r\n0\r\n\r\n");

  /** The last bytes of a whole answer. */
  static final long BUFFERED_END = lastBytes("}\n");

  /** 64 bytes, as long as a delta's content here is. */
  private static final String CONTENT =
      "%c%s, then text up to sixty-four bytes in all, no more"
          .formatted((char) STAMP_MARKER, "0".repeat(STAMP_DIGITS))
          .substring(0, 64);

  private static final String STREAM_HEADERS =
      """
      HTTP/1.1 200 OK\r
      server: upstream\r
      content-type: text/event-stream\r
      cache-control: no-cache\r
      transfer-encoding: chunked\r
      \r
      """;

  private static final String BUFFERED_BODY =
      """
      {"id":"chatcmpl-1","object":"chat.completion","created":1700000000,"model":"m","choices":[\
      {"index":0,"message":{"role":"assistant","content":"%s"},"finish_reason":"stop"}],\
      "usage":{"prompt_tokens":8,"completion_tokens":24,"total_tokens":32}}
      """
          .formatted("x".repeat(64));

  private CannedResponses() {}

  /** A stream's head and its role chunk. */
  static ByteBuf headers() {
    return unreleasable(STREAM_HEADERS + chunk("{\"role\":\"assistant\",\"content\":\"\"}"));
  }

  /** One content event in an HTTP chunk of its own, to be stamped before each write. */
  static ByteBuf frame() {
    return unreleasable(frameText());
  }

  /** A stream's head together with its first content event. */
  static ByteBuf headersAndFrame() {
    return unreleasable(STREAM_HEADERS + frameText());
  }

  /** {@code [DONE]} and the end of the body. */
  static ByteBuf done() {
    return unreleasable("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
  }

  /** A whole answer. */
  static ByteBuf buffered() {
    return unreleasable(
        "HTTP/1.1 200 OK\r\nserver: upstream\r\ncontent-type: application/json\r\n"
            + "content-length: %d\r\n\r\n%s".formatted(BUFFERED_BODY.length(), BUFFERED_BODY));
  }

  /** Where in a {@link #frame()} the stamp's digits begin. */
  static int stampOffset() {
    return frameText().indexOf(STAMP_MARKER) + 1;
  }

  /** Writes a stamp's digits, as many as there always are. */
  static void stamp(ByteBuf frame, int at, long nanos) {
    long remaining = nanos;
    for (int digit = STAMP_DIGITS - 1; digit >= 0; digit--) {
      frame.setByte(at + digit, (int) ('0' + remaining % 10));
      remaining /= 10;
    }
  }

  /** Up to eight ASCII bytes as the low end of a long, the last byte lowest. */
  static long lastBytes(String text) {
    long bytes = 0;
    for (int i = 0; i < text.length(); i++) {
      bytes = bytes << Byte.SIZE | text.charAt(i);
    }
    return bytes;
  }

  private static String frameText() {
    return chunk("{\"content\":\"" + CONTENT + "\"}");
  }

  private static String chunk(String delta) {
    String event =
        "data: {\"id\":\"chatcmpl-1\",\"object\":\"chat.completion.chunk\",\"model\":\"m\","
            + "\"choices\":[{\"index\":0,\"delta\":%s}]}\n\n".formatted(delta);
    return Integer.toHexString(event.length()) + "\r\n" + event + "\r\n";
  }

  private static ByteBuf unreleasable(String text) {
    byte[] bytes = text.getBytes(StandardCharsets.US_ASCII);
    return Unpooled.unreleasableBuffer(Unpooled.directBuffer(bytes.length).writeBytes(bytes));
  }
}
