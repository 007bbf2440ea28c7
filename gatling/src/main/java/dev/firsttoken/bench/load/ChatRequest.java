package dev.firsttoken.bench.load;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.DefaultHttpHeadersFactory;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import java.net.URI;

/** Makes the bytes of a chat request, head and body together: once for all the times it is sent. */
public final class ChatRequest {
  private static final ObjectMapper JSON = new ObjectMapper();

  /** Without leak detection: the bytes live as long as the run does. */
  private static final ByteBufAllocator KEPT = new UnpooledByteBufAllocator(true, true);

  private ChatRequest() {}

  /** A buffer to send duplicates of. */
  static ByteBuf streamed(Target target, Ask ask) {
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
    return new Request(Origin.of(target.chat()), pathAndQuery(target.chat()), headers)
        .toBytes(KEPT, Unpooled.wrappedBuffer(body(ask, true)));
  }

  /** The request's JSON; what was not given is not in it. */
  public static byte[] body(Ask ask, boolean stream) {
    ObjectNode body = JSON.createObjectNode();
    if (ask.model() != null) {
      body.put("model", ask.model());
    }
    body.putArray("messages").addObject().put("role", "user").put("content", ask.prompt());
    body.put("stream", stream);
    if (stream) {
      body.putObject("stream_options").put("include_usage", true);
    }
    if (ask.maxTokens() != null) {
      body.put("max_tokens", ask.maxTokens());
    }
    ask.knobs().forEach(body::put);
    if (ask.stamped()) {
      body.put("stamp", true);
    }
    try {
      return JSON.writeValueAsBytes(body);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers that can't be written", e);
    }
  }

  private static String pathAndQuery(URI url) {
    String path = url.getRawPath();
    return url.getRawQuery() == null ? path : path + "?" + url.getRawQuery();
  }
}
