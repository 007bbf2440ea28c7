package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatDefaults;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.ChatRequestParser;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.synthetic.ModelList;
import dev.firsttoken.proxy.synthetic.Synthetic;
import dev.firsttoken.proxy.upstream.UpstreamRouter;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Which way a request goes on from the door: to the upstream, or to what answers here. */
@Singleton
final class Router {
  private final UpstreamRouter upstreamRouter;
  private final Meter meter;
  private final ChatDefaults defaults;
  private final ModelList modelList = new ModelList();

  Router(UpstreamRouter upstreamRouter, Meter meter, Configuration configuration) {
    this.upstreamRouter = upstreamRouter;
    this.meter = meter;
    this.defaults = configuration.chatDefaults();
  }

  /** What a body asks for, which stays the caller's. */
  ChatRequest parse(Route route, ByteBuf body, long headersReadNanos) {
    return route == Route.MODELS
        ? ChatRequest.withoutBody(route, headersReadNanos, defaults)
        : ChatRequestParser.parse(route, body, headersReadNanos, defaults);
  }

  Timeline beginTimeline(ChatRequest request, HttpHeaders headers) {
    Route route = request.route();
    if (route == Route.MODELS) {
      return meter.beginUnlabelled(request.headersReadNanos(), route.label());
    }
    String model = request.model();
    return meter.begin(
        request.headersReadNanos(),
        model == null ? headers.get(UpstreamRouter.MODEL_HEADER) : model,
        route.label());
  }

  /**
   * Begins the answer; null where it is over by then.
   *
   * @throws ApiError where it can't begin; the body is released then too
   */
  @Nullable Exchange route(
      ClientRequest clientRequest, ResponseWriter responseWriter, Timeline timeline) {
    if (!clientRequest.request().synthetic()) {
      return upstreamRouter.relay(clientRequest, responseWriter, timeline);
    }
    clientRequest.body().release();
    return switch (clientRequest.request().route()) {
      case CHAT -> Synthetic.start(clientRequest.request(), responseWriter, timeline);
      case MODELS -> {
        modelList.respond(responseWriter, timeline);
        yield null;
      }
      case COMPLETIONS, EMBEDDINGS, RESPONSES ->
          throw ApiError.routeNeedsUpstream(clientRequest.request().route());
    };
  }
}
