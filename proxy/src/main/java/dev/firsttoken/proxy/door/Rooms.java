package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.exchange.ChatDefaults;
import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.exchange.Route;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.synthetic.OwnModels;
import dev.firsttoken.proxy.synthetic.Synthetic;
import dev.firsttoken.proxy.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.inject.Singleton;
import org.jspecify.annotations.Nullable;

/** Which way a request goes on from the door: to the upstream, or to what answers here. */
@Singleton
final class Rooms {
  private final Upstream upstream;
  private final Meter meter;
  private final ChatDefaults defaults;
  private final OwnModels ownModels = new OwnModels();

  Rooms(Upstream upstream, Meter meter, Configuration configuration) {
    this.upstream = upstream;
    this.meter = meter;
    this.defaults = configuration.chatDefaults();
  }

  /** What a body asks for, which stays the caller's. */
  ChatRequest parse(Route route, ByteBuf body, long headNanos) {
    return route == Route.MODELS
        ? ChatRequest.bodiless(route, headNanos, defaults)
        : ChatRequest.parse(route, body, headNanos, defaults);
  }

  Timeline timeline(ChatRequest request, HttpHeaders headers) {
    Route route = request.route();
    if (route == Route.MODELS) {
      return meter.beginAside(request.headReadNanos(), route.label());
    }
    String model = request.model();
    return meter.begin(
        request.headReadNanos(),
        model == null ? headers.get(Upstream.CALLERS_MODEL) : model,
        route.label());
  }

  /**
   * Begins the answer; null where it is over by then.
   *
   * @throws ChatError where it can't begin; the body is released then too
   */
  @Nullable Exchange enter(Incoming incoming, Reply reply, Timeline timeline) {
    if (!incoming.request().synthetic()) {
      return upstream.relay(incoming, reply, timeline);
    }
    incoming.body().release();
    return switch (incoming.request().route()) {
      case CHAT -> Synthetic.start(incoming.request(), reply, timeline);
      case MODELS -> {
        ownModels.answer(reply, timeline);
        yield null;
      }
      case COMPLETIONS, EMBEDDINGS, RESPONSES ->
          throw ChatError.notWithoutUpstream(incoming.request().route());
    };
  }
}
