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
 * POST or GET request, which can be encoded any number of times.
 *
 * @param method POST or GET; responses to other methods can have other framing
 * @param origin destination, which also sets the Host header
 * @param target path and query of the request line
 * @param headers all headers except Host and Content-Length; must be validated, because they are
 *     written unchanged
 */
public record Request(HttpMethod method, Origin origin, String target, HttpHeaders headers) {
  private static final int MAX_COPIED_BODY_BYTES = 16 * 1024;

  public Request {
    if (!method.equals(HttpMethod.POST) && !method.equals(HttpMethod.GET)) {
      throw new IllegalArgumentException("method must be POST or GET: " + method);
    }
    if (!target.startsWith("/") || !target.chars().allMatch(c -> c > ' ' && c < 127)) {
      throw new IllegalArgumentException(
          "path must start with / and contain only visible ASCII: " + target);
    }
  }

  /** Creates a POST request. */
  public Request(Origin origin, String target, HttpHeaders headers) {
    this(HttpMethod.POST, origin, target, headers);
  }

  /** Creates a GET request. */
  public static Request get(Origin origin, String target, HttpHeaders headers) {
    return new Request(HttpMethod.GET, origin, target, headers);
  }

  /** Encodes the request without a body. */
  public ByteBuf encode(ByteBufAllocator alloc) {
    return encode(alloc, Unpooled.EMPTY_BUFFER);
  }

  /**
   * Encodes headers and body into one buffer, so that one write sends both. A large body is not
   * copied.
   *
   * @param body body, owned by this method from now on
   */
  public ByteBuf encode(ByteBufAllocator alloc, ByteBuf body) {
    byte[] headerBytes = encodeHeaders(body.readableBytes());
    if (body.readableBytes() <= MAX_COPIED_BODY_BYTES) {
      ByteBuf combined = alloc.buffer(headerBytes.length + body.readableBytes());
      combined.writeBytes(headerBytes).writeBytes(body);
      body.release();
      return combined;
    }
    ByteBuf headerBuffer = alloc.buffer(headerBytes.length).writeBytes(headerBytes);
    return alloc.compositeBuffer(2).addComponents(true, headerBuffer, body);
  }

  /**
   * Encodes the request line and headers, for a caller that sends the body itself.
   *
   * @param length length of the body in bytes
   */
  public ByteBuf encodeHeaders(ByteBufAllocator alloc, int length) {
    byte[] bytes = encodeHeaders(length);
    return alloc.buffer(bytes.length).writeBytes(bytes);
  }

  private byte[] encodeHeaders(int length) {
    StringBuilder text =
        new StringBuilder(256)
            .append(method.name())
            .append(' ')
            .append(target)
            .append(" HTTP/1.1\r\n");
    appendHeader(text, HttpHeaderNames.HOST, origin.authority());
    for (Map.Entry<String, String> header : headers) {
      appendHeader(text, header.getKey(), header.getValue());
    }
    if (length > 0 || !method.equals(HttpMethod.GET)) {
      appendHeader(text, HttpHeaderNames.CONTENT_LENGTH, Integer.toString(length));
    }
    return text.append("\r\n").toString().getBytes(StandardCharsets.ISO_8859_1);
  }

  private static void appendHeader(StringBuilder text, CharSequence name, String value) {
    text.append(name).append(": ").append(value).append("\r\n");
  }
}
