package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;

/** Prepared bytes of the upstream: chat chunks as inference servers send them. */
final class CannedResponses {
  /** Precedes each timestamp, and occurs nowhere else in a response. */
  static final byte STAMP_MARKER = '~';

  /** Number of decimal digits of a timestamp in ns, with leading zeros. */
  static final int STAMP_DIGITS = 16;

  /** Last eight bytes of a stream: the end of the last data chunk and the zero chunk. */
  static final long STREAM_END = lastBytes("\r\n0\r\n\r\n");

  /** Last eight bytes of a non-streamed response. */
  static final long BUFFERED_END = lastBytes("}\n");

  /** Content of a delta, 64 bytes long. */
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

  /** Headers of a stream and its role chunk. */
  static ByteBuf headers() {
    return unreleasable(STREAM_HEADERS + chunk("{\"role\":\"assistant\",\"content\":\"\"}"));
  }

  /** One content event in its own HTTP chunk; each write sets its timestamp first. */
  static ByteBuf frame() {
    return unreleasable(frameText());
  }

  /** Headers of a stream together with its first content event. */
  static ByteBuf headersAndFrame() {
    return unreleasable(STREAM_HEADERS + frameText());
  }

  /** {@code [DONE]} and the end of the body. */
  static ByteBuf done() {
    return unreleasable("e\r\ndata: [DONE]\n\n\r\n0\r\n\r\n");
  }

  /** Non-streamed response. */
  static ByteBuf buffered() {
    return unreleasable(
        "HTTP/1.1 200 OK\r\nserver: upstream\r\ncontent-type: application/json\r\n"
            + "content-length: %d\r\n\r\n%s".formatted(BUFFERED_BODY.length(), BUFFERED_BODY));
  }

  /** Index of the timestamp's first digit in a {@link #frame()}. */
  static int stampOffset() {
    return frameText().indexOf(STAMP_MARKER) + 1;
  }

  /** Writes the fixed number of digits of a timestamp. */
  static void stamp(ByteBuf frame, int at, long nanos) {
    long remaining = nanos;
    for (int digit = STAMP_DIGITS - 1; digit >= 0; digit--) {
      frame.setByte(at + digit, (int) ('0' + remaining % 10));
      remaining /= 10;
    }
  }

  /** Packs up to eight ASCII bytes into a long, the last byte lowest. */
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
