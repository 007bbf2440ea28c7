package dev.firsttoken.proxy.upstream;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.config.Configuration;
import dev.firsttoken.proxy.exchange.ClientRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.HeaderFilter;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.pool.BreakerKey;
import dev.firsttoken.proxy.pool.ConnectionLease;
import dev.firsttoken.proxy.pool.ConnectionPool;
import dev.firsttoken.proxy.pool.UpstreamBreakers;
import dev.firsttoken.proxy.pool.UpstreamEndpoint;
import dev.firsttoken.proxy.pool.UpstreamLog;
import dev.firsttoken.proxy.relay.Relay;
import dev.firsttoken.wire.call.Dialer;
import dev.firsttoken.wire.call.NameLookups;
import dev.firsttoken.wire.call.Origin;
import dev.firsttoken.wire.call.Request;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponseStatus;
import io.netty.handler.ssl.SslContext;
import jakarta.inject.Singleton;
import java.net.InetAddress;
import java.net.URI;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.IntConsumer;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** Sends each request to the upstream that the operator configured or the caller chose. */
@Singleton
public final class UpstreamRouter {
  /**
   * Look-ups of callers' host names. Few, as a caller can name hosts that never resolve; the
   * operator's never wait for them.
   */
  private static final int CALLER_LOOKUPS = 8;

  private static final int MAX_WAITING_LOOKUPS = 32;

  private static final String X_API_KEY = "x-api-key";

  /** One for all servers of the process: reading CA certificates is slow. */
  private static final CompletableFuture<SslContext> JDK_SSL_CONTEXT =
      CompletableFuture.supplyAsync(() -> Dialer.clientSslContext(null));

  /** Request header with the model of a request that names none. */
  public static final String MODEL_HEADER = CallerUpstreams.MODEL;

  private final Configuration configuration;
  private final CallerUpstreams callerUpstreams;
  private final ConnectionPool connectionPool;
  private final DefaultModel defaultModel;
  private final UpstreamBreakers operatorBreakers;
  private final FailureLog failureLog;
  private final NameLookups callerLookups = new NameLookups(CALLER_LOOKUPS, MAX_WAITING_LOOKUPS);
  private final @Nullable SslContext operatorSslContext;

  UpstreamRouter(Configuration configuration, Meter meter, FailureLog failureLog) {
    this.configuration = configuration;
    this.failureLog = failureLog;
    Path caFile = configuration.caFile();
    operatorSslContext = caFile == null ? null : Dialer.clientSslContext(caFile);
    URI url = configuration.upstream();
    Origin origin = Origin.of(url);
    UpstreamEndpoint endpoint =
        createEndpoint(
            UpstreamLog.of(failureLog, origin),
            dialer(origin, address -> !AddressGuard.isMetadata(address), configuration.caFile()));
    Destination operatorDestination =
        new Destination(
            origin,
            url.getRawPath(),
            endpoint,
            configuration.apiKey(),
            configuration.model(),
            configuration.model() == null);
    CallerUpstreams.Rules rules =
        new CallerUpstreams.Rules(configuration.isOnLoopback(), configuration.allowedUpstreams());
    this.callerUpstreams =
        new CallerUpstreams(rules, operatorDestination, url, this::createCallerEndpoint);
    this.connectionPool =
        new ConnectionPool(configuration.upstreamLimits().keepAlive(), meter.pool());
    this.operatorBreakers = endpoint.breakers();
    meter.observeBreakers(origin.toString(), operatorBreakers::openCount);
    ModelLookup.Caller lookupCaller = new OperatorCaller(operatorDestination, connectionPool);
    this.defaultModel =
        new DefaultModel(
            (eventLoop, onResult) -> ModelLookup.start(lookupCaller, eventLoop, onResult),
            System::nanoTime);
  }

  /** Reports whether the configured upstream as a whole is of no use now. */
  public boolean isOperatorUpstreamDown() {
    return operatorBreakers.isDown();
  }

  /**
   * Relays a request. If it names no model and the one that the upstream serves is not known yet,
   * the relay starts when it is.
   *
   * @throws ApiError if the relay can't start
   */
  public Exchange relay(
      ClientRequest clientRequest, ResponseWriter responseWriter, Timeline timeline) {
    PendingRequest request = new PendingRequest(clientRequest, responseWriter, timeline);
    Destination destination;
    try {
      destination = callerUpstreams.choose(clientRequest.headers());
    } catch (ApiError e) {
      clientRequest.body().release();
      throw e;
    }
    if (!clientRequest.request().lacksModel() || !destination.needsListedModel()) {
      return start(request, destination, status -> {});
    }
    ModelChoice choice = defaultModel.current();
    if (choice != null) {
      return start(request, destination, choice);
    }
    ModelWait wait = new ModelWait(request, (waited, chosen) -> start(waited, destination, chosen));
    defaultModel.lookUp(responseWriter.eventLoop(), wait::onChoice);
    return wait;
  }

  private Exchange start(PendingRequest request, Destination destination, ModelChoice choice) {
    return switch (choice) {
      case ModelChoice.Single(String model) -> {
        request.timeline().setChosenModel(model);
        yield start(
            request,
            destination.withModel(model),
            status -> {
              if (status == HttpResponseStatus.NOT_FOUND.code()) {
                defaultModel.onNotFound(model);
              }
            });
      }
      case ModelChoice.Several(List<String> models) -> {
        request.client().body().release();
        throw ApiError.modelRequired(models);
      }
    };
  }

  private Exchange start(PendingRequest request, Destination destination, IntConsumer onStatus) {
    ClientRequest clientRequest = request.client();
    try {
      return Relay.start(
          new Relay.RelayRequest(
              request.responseWriter(),
              request.timeline(),
              clientRequest.request().stream(),
              clientRequest.receivedNanos()),
          encodeRequest(clientRequest, destination, request.responseWriter()),
          new Relay.UpstreamCall(
              destination.endpoint(),
              breakerKey(clientRequest.request(), destination),
              connectionPool,
              configuration.upstreamLimits(),
              onStatus));
    } finally {
      clientRequest.body().release();
    }
  }

  private static BreakerKey breakerKey(ChatRequest request, Destination destination) {
    String model = request.lacksModel() ? destination.model() : request.model();
    return new BreakerKey(request.route().label(), model);
  }

  private static ByteBuf encodeRequest(
      ClientRequest clientRequest, Destination destination, ResponseWriter responseWriter) {
    Route route = clientRequest.request().route();
    HttpHeaders headers = HeaderFilter.filterForUpstream(clientRequest.headers());
    if (isBodyChanged(clientRequest, destination)) {
      HeaderFilter.removeBodyDescriptions(headers);
    }
    if (destination.apiKey() != null) {
      headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + destination.apiKey());
      if (route == Route.MESSAGES) {
        headers.set(X_API_KEY, destination.apiKey()); // Some servers of this API read no other.
      }
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

  /** Reports whether the upstream gets another body than the client sent. */
  private static boolean isBodyChanged(ClientRequest clientRequest, Destination destination) {
    ChatRequest request = clientRequest.request();
    return request.route() == Route.MODELS // It has none.
        || clientRequest.headers().contains(HttpHeaderNames.CONTENT_ENCODING)
        || (request.lacksModel() && destination.model() != null);
  }

  /** A listed origin may have any address, except that of a metadata service. */
  private UpstreamEndpoint createCallerEndpoint(Origin origin) {
    boolean listed = configuration.allowedUpstreams().contains(origin);
    boolean privateAllowed = listed || configuration.allowPrivateUpstreams();
    return createEndpoint(
        listed ? UpstreamLog.of(failureLog, origin) : UpstreamLog.ofCaller(failureLog),
        dialer(
                origin,
                address ->
                    !AddressGuard.isMetadata(address)
                        && (privateAllowed || AddressGuard.isPublic(address)),
                listed ? configuration.caFile() : null)
            .withLookups(callerLookups));
  }

  private UpstreamEndpoint createEndpoint(UpstreamLog log, Dialer dialer) {
    return new UpstreamEndpoint(
        dialer,
        new UpstreamBreakers(configuration.breaker(), log, System::nanoTime),
        log,
        configuration.upstreamLimits().maxConnections());
  }

  private Dialer dialer(Origin origin, Predicate<InetAddress> allowed, @Nullable Path caFile) {
    return new Dialer(
            origin,
            configuration.upstreamLimits().connect(),
            origin.tls() ? sslContext(caFile) : null,
            allowed)
        .withoutNameInDetails(); // The log adds it if it may be named.
  }

  /** The certificates were read at the start, off the event loops. */
  private SslContext sslContext(@Nullable Path caFile) {
    return caFile == null ? JDK_SSL_CONTEXT.join() : Objects.requireNonNull(operatorSslContext);
  }

  /** Requests the models of the operator's upstream, with the operator's key. */
  private record OperatorCaller(Destination destination, ConnectionPool connectionPool)
      implements ModelLookup.Caller {
    @Override
    public ConnectionLease lease(EventLoop eventLoop, Runnable onPermit) {
      return new ConnectionLease(destination.endpoint(), connectionPool, eventLoop, onPermit);
    }

    @Override
    public ByteBuf encodeRequest() {
      HttpHeaders headers = new DefaultHttpHeaders();
      headers.set(HttpHeaderNames.ACCEPT, HttpHeaderValues.APPLICATION_JSON);
      if (destination.apiKey() != null) {
        headers.set(HttpHeaderNames.AUTHORIZATION, "Bearer " + destination.apiKey());
      }
      String target = destination.basePath() + Route.MODELS.suffix();
      return Request.get(destination.origin(), target, headers).encode(ByteBufAllocator.DEFAULT);
    }
  }
}
