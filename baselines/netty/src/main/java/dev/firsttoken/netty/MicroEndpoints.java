package dev.firsttoken.netty;

import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import java.util.List;
import java.util.Map;

/** Minimal responses of a given size, which measure the fixed cost of a response. */
final class MicroEndpoints {
  private static final int MAX_CHUNKS = 10_000;
  private static final int DEFAULT_BYTES = 1024;
  private static final int DEFAULT_CHUNKS = 10;
  private static final NumberRange BYTES = new NumberRange("bytes", 0, 16_777_216);
  private static final NumberRange DELAY_MILLIS = new NumberRange("delay_ms", 0, 60_000);
  private static final long NANOS_PER_MILLI = 1_000_000;

  private MicroEndpoints() {}

  /** Creates a response with a body of a given size. */
  static FullHttpResponse plain(QueryStringDecoder query) {
    int bytes = parameter(query, BYTES, DEFAULT_BYTES);
    FullHttpResponse response =
        new DefaultFullHttpResponse(
            HttpVersion.HTTP_1_1, HttpResponseStatus.OK, MicroBytes.ofSize(bytes));
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.TEXT_PLAIN);
    return response;
  }

  /** Creates a response with a body of a given size in a given number of chunks. */
  static MicroChunks chunked(QueryStringDecoder query, ResponseOutput output) {
    int bytes = parameter(query, BYTES, DEFAULT_BYTES);
    int maxChunks = Math.clamp(bytes, 1, MAX_CHUNKS);
    NumberRange range = new NumberRange("chunks", 1, maxChunks);
    int chunks = parameter(query, range, Math.min(DEFAULT_CHUNKS, maxChunks));
    int delayMillis = parameter(query, DELAY_MILLIS, 0);
    output.meter().skip();
    return new MicroChunks(output, bytes, chunks, delayMillis * NANOS_PER_MILLI);
  }

  private static int parameter(QueryStringDecoder query, NumberRange range, int defaultValue) {
    List<String> values = parameters(query).getOrDefault(range.name(), List.of());
    return values.isEmpty() ? defaultValue : range.parse(values.getLast()).intValueExact();
  }

  private static Map<String, List<String>> parameters(QueryStringDecoder query) {
    try {
      return query.parameters();
    } catch (IllegalArgumentException e) {
      throw RequestError.badRequest(null, "The query is not valid percent-encoding.");
    }
  }
}
