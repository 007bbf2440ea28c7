package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.RequestOutcome;
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

/** Model list of a server without an upstream: the synthetic model alone. */
public final class ModelList {
  private final byte[] json =
      "{\"object\":\"list\",\"data\":[{\"id\":\"synthetic\",\"object\":\"model\",\"created\":%d,\"owned_by\":\"first-token\"}]}"
          .formatted(Instant.now().getEpochSecond())
          .getBytes(StandardCharsets.UTF_8);

  /** Sends the list and ends the timeline. */
  public void respond(ResponseWriter responseWriter, Timeline timeline) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, Unpooled.wrappedBuffer(json));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    timeline.addBytesOut(json.length);
    timeline.end(RequestOutcome.COMPLETED, 200, null, System.nanoTime());
    responseWriter.writeFull(response);
  }
}
