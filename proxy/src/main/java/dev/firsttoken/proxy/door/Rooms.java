package dev.firsttoken.proxy.door;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.exchange.ChatDefaults;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.synthetic.Synthetic;
import dev.firsttoken.proxy.upstream.Upstream;
import io.netty.buffer.ByteBuf;
import jakarta.inject.Singleton;

/** Which way a chat request goes on from the door: to the upstream, or to the synthetic stream. */
@Singleton
final class Rooms {
  private final Upstream upstream;
  private final ChatDefaults defaults;

  Rooms(Upstream upstream, Configuration configuration) {
    this.upstream = upstream;
    this.defaults = configuration.chatDefaults();
  }

  /** What a body asks for, which stays the caller's. */
  ChatRequest parse(ByteBuf body, long headNanos) {
    return ChatRequest.parse(body, headNanos, defaults);
  }

  Exchange enter(Incoming incoming, Reply reply, Timeline timeline) {
    if (incoming.request().synthetic()) {
      incoming.body().release();
      return Synthetic.start(incoming.request(), reply, timeline);
    }
    return upstream.relay(incoming, reply, timeline);
  }
}
