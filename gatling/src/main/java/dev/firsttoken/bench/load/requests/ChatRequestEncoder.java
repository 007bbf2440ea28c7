package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import java.util.Map;

/** Encoder of chat requests to one target, headers and body together. */
public final class ChatRequestEncoder {
  private final Request request;

  private ChatRequestEncoder(Request request) {
    this.request = request;
  }

  static ChatRequestEncoder forTarget(Target target, BodyOptions bodyOptions) {
    HttpHeaders headers = TargetHeaders.create(target, bodyOptions);
    return new ChatRequestEncoder(
        new Request(
            Origin.of(target.chatUrl()), TargetHeaders.pathAndQuery(target.chatUrl()), headers));
  }

  /** Length of the request line and the headers, whatever follows. */
  int headerBytes() {
    ByteBuf headers = request.encodeHeaders(ByteBufAllocator.DEFAULT, Integer.MAX_VALUE);
    int length = headers.readableBytes();
    headers.release();
    return length;
  }

  /** Encodes a request into one buffer, which the caller releases. */
  ByteBuf encode(ByteBufAllocator alloc, byte[] body) {
    ByteBuf headers = request.encodeHeaders(alloc, body.length);
    ByteBuf all = alloc.directBuffer(headers.readableBytes() + body.length);
    all.writeBytes(headers).writeBytes(body);
    headers.release();
    return all;
  }

  /**
   * Encodes a request around a text that is not copied.
   *
   * @param text released with the result
   */
  ByteBuf encode(ByteBufAllocator alloc, byte[] before, ByteBuf text, byte[] after) {
    int length = before.length + text.readableBytes() + after.length;
    ByteBuf headers = request.encodeHeaders(alloc, length);
    ByteBuf first = alloc.directBuffer(headers.readableBytes() + before.length);
    first.writeBytes(headers).writeBytes(before);
    headers.release();
    ByteBuf last = alloc.directBuffer(after.length).writeBytes(after);
    CompositeByteBuf all = alloc.compositeBuffer(3);
    return all.addComponents(true, first, text, last);
  }

  /** Encodes the body of a chat request with one prompt. */
  public static byte[] encodeBody(RequestOptions requestOptions, boolean stream) {
    return ChatBody.of(requestOptions.withStream(stream), Map.of())
        .wrap(MessageText.userMessages(requestOptions.prompt()).getBytes(UTF_8));
  }
}
