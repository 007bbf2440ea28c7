package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.HeaderFilter;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.pool.ConnectionPool;
import dev.firsttoken.proxy.pool.UpstreamBreaker;
import dev.firsttoken.proxy.pool.UpstreamEndpoint;
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

/** Sends each request to the upstream that the operator configured or the caller chose. */
@Singleton
public final class UpstreamRouter {
  /** Request header with the model of a request that names none. */
  public static final String MODEL_HEADER = CallerUpstreams.MODEL;

  private final Configuration configuration;
  private final CallerUpstreams callerUpstreams;
  private final ConnectionPool connectionPool;
  private final UpstreamBreaker operatorBreaker;
  private final @Nullable SslContext operatorSslContext;
  private final CompletableFuture<SslContext> jdkSslContext;

  UpstreamRouter(Configuration configuration, Meter meter) {
    this.configuration = configuration;
    Path caFile = configuration.caFile();
    operatorSslContext = caFile == null ? null : Dialer.clientSslContext(caFile);
    jdkSslContext = CompletableFuture.supplyAsync(() -> Dialer.clientSslContext(null));
    URI url = configuration.upstream();
    Origin origin = Origin.of(url);
    UpstreamEndpoint endpoint =
        createEndpoint(
            origin, address -> !AddressGuard.isMetadata(address), configuration.caFile());
    Destination operatorDestination =
        new Destination(
            origin, url.getRawPath(), endpoint, configuration.apiKey(), configuration.model());
    CallerUpstreams.Rules rules =
        new CallerUpstreams.Rules(configuration.isOnLoopback(), configuration.allowedUpstreams());
    this.callerUpstreams =
        new CallerUpstreams(rules, operatorDestination, url, this::createCallerEndpoint);
    this.connectionPool =
        new ConnectionPool(configuration.upstreamLimits().keepAlive(), meter.pool());
    this.operatorBreaker = endpoint.breaker();
  }

  /** Reports whether the breaker of the configured upstream is open. */
  public boolean isOperatorBreakerOpen() {
    return operatorBreaker.isOpen();
  }

  /**
   * Relays a request.
   *
   * @throws ApiError if the relay can't start
   */
  public Exchange relay(
      ClientRequest clientRequest, ResponseWriter responseWriter, Timeline timeline) {
    try {
      Destination destination = callerUpstreams.choose(clientRequest.headers());
      return Relay.start(
          new Relay.RelayRequest(
              responseWriter,
              timeline,
              clientRequest.request().stream(),
              clientRequest.receivedNanos()),
          encodeRequest(clientRequest, destination, responseWriter),
          new Relay.UpstreamCall(
              destination.endpoint(), connectionPool, configuration.upstreamLimits()));
    } finally {
      clientRequest.body().release();
    }
  }

  private static ByteBuf encodeRequest(
      ClientRequest clientRequest, Destination destination, ResponseWriter responseWriter) {
    Route route = clientRequest.request().route();
    HttpHeaders headers = HeaderFilter.filterForUpstream(clientRequest.headers());
    if (destination.apiKey() != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + destination.apiKey());
    }
    String target = destination.basePath() + route.suffix() + clientRequest.query();
    if (route == Route.MODELS) {
      return Request.get(destination.origin(), target, headers).encode(responseWriter.alloc());
    }
    headers.set(HttpHeaderNames.CONTENT_TYPE, HttpHeaderValues.APPLICATION_JSON);
    Request request = new Request(destination.origin(), target, headers);
    return request.encode(
        responseWriter.alloc(),
        clientRequest.request().withModel(clientRequest.body(), destination.model()));
  }

  /** A listed origin may have any address, except that of a metadata service. */
  private UpstreamEndpoint createCallerEndpoint(Origin origin) {
    boolean listed = configuration.allowedUpstreams().contains(origin);
    boolean privateAllowed = listed || configuration.allowPrivateUpstreams();
    return createEndpoint(
        origin,
        address ->
            !AddressGuard.isMetadata(address) && (privateAllowed || AddressGuard.isPublic(address)),
        listed ? configuration.caFile() : null);
  }

  private UpstreamEndpoint createEndpoint(
      Origin origin, Predicate<InetAddress> allowed, @Nullable Path caFile) {
    return new UpstreamEndpoint(
        new Dialer(
            origin,
            configuration.upstreamLimits().connect(),
            origin.tls() ? sslContext(caFile) : null,
            allowed),
        new UpstreamBreaker(configuration.breaker()),
        configuration.upstreamLimits().maxConnections());
  }

  /** Reading CA certificates is slow, so it happens once and off the event loops. */
  private SslContext sslContext(@Nullable Path caFile) {
    return caFile == null ? jdkSslContext.join() : Objects.requireNonNull(operatorSslContext);
  }
}
