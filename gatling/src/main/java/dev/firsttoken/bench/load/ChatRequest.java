package dev.firsttoken.bench.load;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.CompositeByteBuf;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/** Makes the bytes of chat requests to one target, head and body together. */
public final class ChatRequest {
  private final Request request;

  private ChatRequest(Request request) {
    this.request = request;
  }

  static ChatRequest to(Target target) {
    HttpHeaders headers =
        DefaultHttpHeadersFactory.headersFactory()
            .newHeaders()
            .set(HttpHeaderNames.CONTENT_TYPE, "application/json")
            .set(HttpHeaderNames.ACCEPT, "text/event-stream")
            .set(HttpHeaderNames.USER_AGENT, "first-token-bench");
    String key = target.apiKey();
    if (key != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + key);
    }
    return new ChatRequest(
        new Request(Origin.of(target.chat()), pathAndQuery(target.chat()), headers));
  }

  /** One buffer, which the caller releases. */
  ByteBuf bytes(ByteBufAllocator alloc, byte[] body) {
    ByteBuf head = request.head(alloc, body.length);
    ByteBuf all = alloc.directBuffer(head.readableBytes() + body.length);
    all.writeBytes(head).writeBytes(body);
    head.release();
    return all;
  }

  /**
   * The same with a text in it that is not copied.
   *
   * @param text owned by the result
   */
  ByteBuf bytes(ByteBufAllocator alloc, byte[] before, ByteBuf text, byte[] after) {
    int length = before.length + text.readableBytes() + after.length;
    ByteBuf head = request.head(alloc, length);
    ByteBuf first = alloc.directBuffer(head.readableBytes() + before.length);
    first.writeBytes(head).writeBytes(before);
    head.release();
    ByteBuf last = alloc.directBuffer(after.length).writeBytes(after);
    CompositeByteBuf all = alloc.compositeBuffer(3);
    return all.addComponents(true, first, text, last);
  }

  /** The JSON of the one prompt. */
  public static byte[] body(Ask ask, boolean stream) {
    return ChatBody.of(ask, stream).around(ChatBody.messages(ask.prompt()).getBytes(UTF_8));
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
