package dev.firsttoken.netty;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.DefaultFullHttpResponse;
import io.netty.handler.codec.http.FullHttpResponse;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.codec.http.HttpVersion;
import io.netty.handler.codec.http.QueryStringDecoder;
import org.jspecify.annotations.Nullable;

/** Responses of all endpoints, which connections share. */
final class Endpoints {
  private final MetricSet metrics = new MetricSet();
  private final Models models;
  private final CompletionRequestParser parser;

  Endpoints(ServerSettings settings) {
    this.models = new Models(metrics, settings.model());
    this.parser = new CompletionRequestParser(settings.defaults());
  }

  /** Starts to measure a request whose headers were just read. */
  RequestMeter meter() {
    return new RequestMeter(models);
  }

  /**
   * Responds to a request that was read completely.
   *
   * @param body of the request, which the caller releases
   * @return the pacer of a response in parts, which is yet to be started; null if the response is
   *     complete
   * @throws RequestError if the request is not valid
   * @throws OutOfRangeException if a number of the request is out of its range
   */
  @Nullable ResponsePacer respond(
      Endpoint endpoint, String uri, ByteBuf body, ResponseOutput output) {
    return switch (endpoint) {
      case CHAT -> new ResponsePacer(output, completion(body, output));
      case MICRO_CHUNKED ->
          new ResponsePacer(output, MicroEndpoints.chunked(new QueryStringDecoder(uri), output));
      case MICRO_PLAIN -> {
        output.send(MicroEndpoints.plain(new QueryStringDecoder(uri)));
        yield null;
      }
      case HEALTH -> {
        ByteBuf up = ByteBufUtil.writeAscii(output.alloc(), "{\"status\":\"UP\"}");
        output.send(response(HttpHeaderValues.APPLICATION_JSON, up));
        yield null;
      }
      case METRICS -> {
        ByteBuf text = Unpooled.wrappedBuffer(metrics.scrape());
        output.send(response(MetricSet.CONTENT_TYPE, text));
        yield null;
      }
    };
  }

  private TimedParts completion(ByteBuf body, ResponseOutput output) {
    CompletionRequest request = parser.parse(body);
    DueTimes dueTimes = DueTimes.startingAt(System.nanoTime(), request.options());
    output.meter().begin(request.model());
    return request.stream()
        ? new CompletionStream(output, request, dueTimes)
        : new CompletionBody(output, request, dueTimes);
  }

  private static FullHttpResponse response(CharSequence contentType, ByteBuf body) {
    FullHttpResponse response =
        new DefaultFullHttpResponse(HttpVersion.HTTP_1_1, HttpResponseStatus.OK, body);
    response.headers().set(HttpHeaderNames.CONTENT_TYPE, contentType);
    return response;
  }
}
