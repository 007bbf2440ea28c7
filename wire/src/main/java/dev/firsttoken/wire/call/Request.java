package dev.firsttoken.wire.call;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpMethod;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/**
 * A POST or a GET, ready to be written as often as it is sent.
 *
 * @param method POST or GET: of any other the answer may be framed otherwise
 * @param origin where to: its authority becomes the Host header
 * @param target path and query, as they stand in the request line
 * @param headers all others but Host and Content-Length; made by a factory that validates, since
 *     they are written as they are
 */
public record Request(HttpMethod method, Origin origin, String target, HttpHeaders headers) {
  private static final int MAX_COPIED_BODY_BYTES = 16 * 1024;

  public Request {
    if (!method.equals(HttpMethod.POST) && !method.equals(HttpMethod.GET)) {
      throw new IllegalArgumentException("method is neither POST nor GET: " + method);
    }
    if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "path must begin with / and hold visible ASCII only: " + target);
    }
  }

  /** A POST. */
  public Request(Origin origin, String target, HttpHeaders headers) {
    this(HttpMethod.POST, origin, target, headers);
  }

  /** A GET. */
  public static Request get(Origin origin, String target, HttpHeaders headers) {
    return new Request(HttpMethod.GET, origin, target, headers);
  }

  /** The request without a body. */
  public ByteBuf encode(ByteBufAllocator alloc) {
    return encode(alloc, Unpooled.EMPTY_BUFFER);
  }

  /**
   * Head and body in one buffer, so that they leave in one write; a large body is not copied for
   * that.
   *
   * @param body owned by this method from here on
   */
  public ByteBuf encode(ByteBufAllocator alloc, ByteBuf body) {
    byte[] bytes = encodeHead(body.readableBytes());
    if (body.readableBytes() <= MAX_COPIED_BODY_BYTES) {
      ByteBuf combined = alloc.buffer(bytes.length + body.readableBytes());
      combined.writeBytes(bytes).writeBytes(body);
      body.release();
      return combined;
    }
    ByteBuf headBytes = alloc.buffer(bytes.length).writeBytes(bytes);
    return alloc.compositeBuffer(2).addComponents(true, headBytes, body);
  }

  /**
   * The head alone, for who keeps the body in pieces of its own.
   *
   * @param length of the body, bytes
   */
  public ByteBuf encodeHead(ByteBufAllocator alloc, int length) {
    byte[] bytes = encodeHead(length);
    return alloc.buffer(bytes.length).writeBytes(bytes);
  }

  private byte[] encodeHead(int length) {
    StringBuilder head =
        new StringBuilder(256)
            .append(method.name())
            .append(' ')
            .append(target)
            .append(" HTTP/1.1\r\n");
    appendHeader(head, HttpHeaderNames.HOST, origin.authority());
    for (Map.Entry<String, String> header : headers) {
      appendHeader(head, header.getKey(), header.getValue());
    }
    if (length > 0 || !method.equals(HttpMethod.GET)) {
      appendHeader(head, HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
    }
    return head.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void appendHeader(StringBuilder head, CharSequence name, String value) {
    head.append(name).append(": ").append(value).append("\r\n");
  }
}
