package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.relay.Hygiene;
import dev.firsttoken.proxy.relay.Limits;
import dev.firsttoken.proxy.relay.Pool;
import dev.firsttoken.proxy.relay.Relay;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import jakarta.inject.Singleton;
import java.time.Duration;

/** The one upstream that the operator configured: where it is, and what is said to it. */
@Singleton
public final class Upstream {
  private static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(2);

  private final Origin origin;
  private final String chatTarget;
  private final String authorization;
  private final String model;
  private final Pool pool;

  Upstream(Configuration configuration) {
    origin = Origin.of(configuration.upstream());
    chatTarget = configuration.upstream().getRawPath() + "/chat/completions";
    authorization = "Bearer " + configuration.apiKey();
    model = configuration.model();
    pool =
        new Pool(
            new Dialer(
                origin,
                CONNECT_TIMEOUT,
                origin.tls() ? Dialer.trusting(configuration.caFile()) : null));
  }

  /** Relays a chat request. */
  public Exchange relay(Incoming incoming, Reply reply, Timeline timeline) {
    HttpHeaders headers = Hygiene.upstream(incoming.headers());
    headers.set(HttpHeaderNames.AUTHORIZATION, authorization);
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    ByteBuf body = incoming.request().naming(incoming.body(), model);
    incoming.body().release();
    return Relay.start(
        new Relay.Start(reply, timeline, incoming.request().stream()),
        new Request(origin, chatTarget, headers).toBytes(reply.alloc(), body),
        pool,
        Limits.DEFAULT);
  }
}
