package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.Configuration;
import dev.firsttoken.proxy.Readiness;
import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Incoming;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.exchange.Route;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.relay.Breaker;
import dev.firsttoken.proxy.relay.Endpoint;
import dev.firsttoken.proxy.relay.Hygiene;
import dev.firsttoken.proxy.relay.Pool;
import dev.firsttoken.proxy.relay.Relay;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Where a request goes: to the upstream that the operator configured, or that its caller chose. */
@Singleton
public final class Upstream {
  /** A caller's header: the model where its request names none. */
  public static final String CALLERS_MODEL = Callers.MODEL;

  private final Configuration configuration;
  private final Callers callers;
  private final Pool pool;
  private final @Nullable SslContext operatorsTrust;
  private final CompletableFuture<SslContext> jdksTrust;

  Upstream(Configuration configuration, Meter meter, Readiness readiness) {
    this.configuration = configuration;
    Path caFile = configuration.caFile();
    operatorsTrust = caFile == null ? null : Dialer.trusting(caFile);
    jdksTrust = CompletableFuture.supplyAsync(() -> Dialer.trusting(null));
    URI url = configuration.upstream();
    Origin origin = Origin.of(url);
    Endpoint endpoint =
        endpoint(origin, address -> !AddressGuard.metadata(address), configuration.caFile());
    Destination operators =
        new Destination(
            origin, url.getRawPath(), endpoint, configuration.apiKey(), configuration.model());
    Callers.Rules rules =
        new Callers.Rules(configuration.onLoopback(), configuration.allowedUpstreams());
    this.callers = new Callers(rules, operators, url, this::callersEndpoint);
    this.pool = new Pool(configuration.limits().keepAlive(), meter.pool());
    readiness.hindered("upstream", endpoint.breaker()::open);
  }

  /**
   * Relays a request.
   *
   * @throws ChatError where it can't begin
   */
  public Exchange relay(Incoming incoming, Reply reply, Timeline timeline) {
    try {
      Destination to = callers.choose(incoming.headers());
      return Relay.start(
          new Relay.Start(reply, timeline, incoming.request().stream(), incoming.wholeNanos()),
          request(incoming, to, reply),
          new Relay.Way(to.endpoint(), pool, configuration.limits()));
    } finally {
      incoming.body().release();
    }
  }

  private static ByteBuf request(Incoming incoming, Destination to, Reply reply) {
    Route route = incoming.request().route();
    HttpHeaders headers = Hygiene.upstream(incoming.headers());
    if (to.apiKey() != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + to.apiKey());
    }
    String target = to.basePath() + route.suffix() + incoming.query();
    if (route == Route.MODELS) {
      return Request.get(to.origin(), target, headers).toBytes(reply.alloc());
    }
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    Request request = new Request(to.origin(), target, headers);
    return request.toBytes(reply.alloc(), incoming.request().naming(incoming.body(), to.model()));
  }

  /** What the operator has listed may lie anywhere, but for where a cloud keeps its secrets. */
  private Endpoint callersEndpoint(Origin origin) {
    boolean listed = configuration.allowedUpstreams().contains(origin);
    boolean anywhere = listed || configuration.allowPrivateUpstreams();
    return endpoint(
        origin,
        address -> !AddressGuard.metadata(address) && (anywhere || AddressGuard.isPublic(address)),
        listed ? configuration.caFile() : null);
  }

  private Endpoint endpoint(Origin origin, Predicate<InetAddress> allowed, @Nullable Path caFile) {
    return new Endpoint(
        new Dialer(
            origin, configuration.limits().connect(), origin.tls() ? trust(caFile) : null, allowed),
        new Breaker(configuration.breaker()),
        configuration.limits().connections());
  }

  /** Authorities take a while to read: once, and not on an event loop. */
  private SslContext trust(@Nullable Path caFile) {
    return caFile == null ? jdksTrust.join() : Objects.requireNonNull(operatorsTrust);
  }
}
