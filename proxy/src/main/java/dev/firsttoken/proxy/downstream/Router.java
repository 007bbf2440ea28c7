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
import dev.firsttoken.proxy.meter.ReceivedRequest;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.synthetic.ModelList;
import dev.firsttoken.proxy.synthetic.Synthetic;
import dev.firsttoken.proxy.upstream.UpstreamRouter;
import io.netty.buffer.ByteBuf;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Routes each request to the upstream or to a local response. */
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

  /**
   * Parses a body, which the caller still owns.
   *
   * @throws ApiError 400 if the body is invalid
   */
  ChatRequest parse(Route route, ByteBuf body) {
    return route == Route.MODELS
        ? ChatRequest.withoutBody(route, defaults)
        : ChatRequestParser.parse(route, body, defaults);
  }

  Timeline beginTimeline(ReceivedRequest received, ClientRequest clientRequest) {
    Timeline timeline = begin(received, clientRequest);
    return clientRequest.request().synthetic() ? timeline.markSynthetic() : timeline;
  }

  private Timeline begin(ReceivedRequest received, ClientRequest clientRequest) {
    ChatRequest request = clientRequest.request();
    if (request.route() == Route.MODELS) {
      return meter.beginUnlabelled(received);
    }
    String model = request.model();
    return meter.begin(
        received, model == null ? clientRequest.headers().get(UpstreamRouter.MODEL_HEADER) : model);
  }

  /**
   * Starts the response and releases the body.
   *
   * @return the running exchange, or null if the response is complete
   * @throws ApiError if the response can't start
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
      case COMPLETIONS, EMBEDDINGS, RESPONSES, MESSAGES, RERANK ->
          throw ApiError.routeNeedsUpstream(clientRequest.request().route());
    };
  }
}
