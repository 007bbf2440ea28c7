package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.StreamEnd;
import dev.firsttoken.proxy.meter.Timeline;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** The list of models of a server that has no upstream: its own one. */
public final class OwnModels {
  private final byte[] json =
      "{\"object\":\"list\",\"data\":[{\"id\":\"synthetic\",\"object\":\"model\",\"created\":%d,\"owned_by\":\"first-token\"}]}"
          .formatted(Instant.now().getEpochSecond())
          .getBytes(StandardCharsets.UTF_8);

  /** Answers with it, and ends the timeline. */
  public void answer(Reply reply, Timeline timeline) {
    FullHttpResponse answer =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(json));
    answer.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    timeline.bytesOut(json.length);
    timeline.end(StreamEnd.COMPLETED, 200, null, System.nanoTime());
    reply.whole(answer);
  }
}
