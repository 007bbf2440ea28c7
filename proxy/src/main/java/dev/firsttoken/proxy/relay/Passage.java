package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.wire.call.Connection;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpUtil;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** How one answer's head and body reach the client. */
final class Passage {
  private enum Form {
    /** As it came, chunk framing and all. */
    CHUNKS,
    /** As it came: a body whose length both sides know. */
    LENGTH,
    /** Data only: the server's encoder frames it, for a client or an upstream of HTTP/1.0. */
    DATA
  }

  private final Reply reply;
  private final Form form;
  private final HttpResponse head;

  private Passage(Reply reply, Form form, HttpResponse head) {
    this.reply = reply;
    this.form = form;
    this.head = head;
  }

  static Passage of(HttpResponse upstreams, Reply reply) {
    HttpHeaders headers = Hygiene.downstream(upstreams.headers());
    HttpResponse head = new DefaultHttpResponse(HttpVersion.HTTP_1_1, upstreams.status(), headers);
    if (upstreams.status().equals(HttpResponseStatus.RESET_CONTENT)) {
      // It has no body, whatever its head says: the encoder drops one, and nothing passes below it.
      return new Passage(reply, Form.DATA, head);
    }
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    if (type.startsWith("text/event-stream")) {
      // Or a cache or an nginx in front would hold events back.
      headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
      headers.set("x-accel-buffering", "no");
    }
    long length = HttpUtil.getContentLength(upstreams, -1L);
    if (length >= 0) {
      headers.set(HttpHeaderNames.CONTENT_LENGTH, length);
      return new Passage(reply, Form.LENGTH, head);
    }
    if (reply.http11()) {
      headers.set(HttpHeaderNames.TRANSFER_ENCODING, HttpHeaderValues.CHUNKED);
    }
    boolean asItCame = reply.http11() && HttpUtil.isTransferEncodingChunked(upstreams);
    return new Passage(reply, asItCame ? Form.CHUNKS : Form.DATA, head);
  }

  HttpResponse head() {
    return head;
  }

  void data(ByteBuf bytes, int from, int to) {
    if (form == Form.DATA) {
      reply.content(bytes.retainedSlice(from, to - from));
    }
  }

  void body(ByteBuf bytes) {
    if (form == Form.DATA) {
      bytes.release();
    } else {
      reply.raw(bytes);
    }
  }

  /** Whether bytes of ours can follow what has gone. */
  boolean open(@Nullable Connection from) {
    return form == Form.DATA || (form == Form.CHUNKS && from != null && from.betweenChunks());
  }

  /** Bytes of ours, in a chunk of their own. */
  void say(byte[] event) {
    if (form == Form.DATA) {
      reply.content(Unpooled.wrappedBuffer(event));
      return;
    }
    String size = Integer.toHexString(event.length) + "\r\n";
    reply.raw(
        Unpooled.wrappedBuffer(
            size.getBytes(StandardCharsets.US_ASCII), event, new byte[] {'\r', '\n'}));
  }
}
