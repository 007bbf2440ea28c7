package dev.firsttoken.wire.call;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.io.File;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to one origin, on the caller's event loop. Immutable and thread-safe. */
public final class Dialer {
  private final Origin origin;
  private final Duration connectTimeout;
  private final @Nullable SslContext tls;
  private final Predicate<InetAddress> addressFilter;
  private final NameLookups lookups;

  /** Start of the detail of each failure. */
  private final String failed;

  /** Creates a dialer that connects to any address of the host. */
  public Dialer(Origin origin, Duration connectTimeout, @Nullable SslContext tls) {
    this(origin, connectTimeout, tls, address -> true);
  }

  /**
   * Creates a dialer that connects to allowed addresses only.
   *
   * @param connectTimeout bound on the DNS lookup, the connect and the TLS handshake together
   * @param tls TLS settings of an https origin; null for http
   * @param addressFilter true for an address that may be connected to; called on the event loop
   *     before each connect, for literal and resolved addresses alike
   * @throws IllegalArgumentException if {@code tls} does not match the origin's scheme, or the
   *     timeout is shorter than 1 ms
   */
  public Dialer(
      Origin origin,
      Duration connectTimeout,
      @Nullable SslContext tls,
      Predicate<InetAddress> addressFilter) {
    if (connectTimeout.toMillis() <= 0) {
      throw new IllegalArgumentException("connect timeout is shorter than 1 ms: " + connectTimeout);
    }
    if (origin.tls() != (tls != null)) {
      throw new IllegalArgumentException("TLS settings do not match the scheme of " + origin);
    }
    this.origin = origin;
    this.connectTimeout = connectTimeout;
    this.tls = tls;
    this.addressFilter = addressFilter;
    this.lookups = NameLookups.SHARED;
    this.failed = "no connection to " + origin + ": ";
  }

  private Dialer(Dialer other, NameLookups lookups, String failed) {
    this.origin = other.origin;
    this.connectTimeout = other.connectTimeout;
    this.tls = other.tls;
    this.addressFilter = other.addressFilter;
    this.lookups = lookups;
    this.failed = failed;
  }

  /** Returns the same dialer with look-ups of its own, which others can't delay. */
  public Dialer withLookups(NameLookups ownLookups) {
    return new Dialer(this, ownLookups, failed);
  }

  /** Returns the same dialer with failures whose details don't say which server it is. */
  public Dialer withoutNameInDetails() {
    return new Dialer(this, lookups, "no connection: ");
  }

  /**
   * Creates TLS settings for https origins that verify host names.
   *
   * @param caFile PEM file of the certificates to trust, or null to trust those of the JDK
   * @throws IllegalArgumentException if the file can't be used; the message names it
   */
  public static SslContext clientSslContext(@Nullable Path caFile) {
    File file = caFile == null ? null : caFile.toFile();
    try {
      return SslContextBuilder.forClient()
          .sslProvider(SslProvider.JDK)
          .trustManager(file)
          .endpointIdentificationAlgorithm("HTTPS")
          .build();
    } catch (SSLException | IllegalArgumentException e) {
      throw new IllegalArgumentException(
          "can't read CA certificates in PEM format from " + caFile + ": " + FailureReason.of(e),
          e);
    }
  }

  /**
   * Starts to connect and returns immediately. A call made before the connection is established
   * waits for it, and ends with the failure if it fails.
   *
   * @param loop event loop of the connection, on which this method must be called
   */
  public Connection dial(EventLoop loop) {
    Connection connection = new Connection(loop);
    Attempt attempt = new Attempt(connection, loop);
    attempt.scheduleDeadline(connectTimeout.toNanos());
    byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(origin.host());
    if (literal != null) {
      attempt.connectToAllowed(List.of(toInetAddress(literal)));
    } else {
      attempt.resolve();
    }
    return connection;
  }

  private static InetAddress toInetAddress(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("invalid address length: " + literal.length + " bytes", e);
    }
  }

  /**
   * Adds the handlers of a connection in their order.
   *
   * @param tls TLS handler, or null for http
   */
  static void initPipeline(
      ChannelPipeline pipeline, @Nullable SslHandler tls, CallState state, ResponseReader reader) {
    if (tls != null) {
      pipeline.addLast(new ReadTimestampHandler(), tls);
    }
    pipeline.addLast(
        reader, ResponseHeadDecoder.newNettyDecoder(), new ResponseHeadDecoder(state, reader));
  }

  /** One attempt to connect: DNS lookup, race of the addresses, TLS handshake. */
  private final class Attempt implements ConnectRace.Listener {
    private final Connection connection;
    private final EventLoop loop;
    private @Nullable Future<?> deadline;
    private NameLookups.@Nullable Lookup lookup;
    private @Nullable ConnectRace race;
    private long dueNanos;
    private boolean isSecondLook;
    private boolean handshaking;

    Attempt(Connection connection, EventLoop loop) {
      this.connection = connection;
      this.loop = loop;
    }

    void resolve() {
      try {
        NameLookups.Lookup current = lookups.find(origin.host());
        lookup = current;
        current
            .addresses()
            .whenComplete((addresses, failure) -> loop.execute(() -> onResolved(current)));
      } catch (RejectedExecutionException e) {
        // Deferred, as the connection has not been returned yet.
        loop.execute(() -> fail(CallOutcome.LOOKUPS_BUSY, "too many look-ups of host names"));
      }
    }

    private void onResolved(NameLookups.Lookup resolved) {
      lookup = null;
      try {
        connectToAllowed(resolved.addresses().join());
      } catch (CompletionException e) {
        if (e.getCause() instanceof RejectedExecutionException) {
          fail(CallOutcome.LOOKUPS_BUSY, "too many look-ups of host names");
        } else if (FailureReason.isDescriptorLimit(e)) {
          fail(CallOutcome.NO_DESCRIPTOR, FailureReason.of(e.getCause()));
        } else {
          fail(CallOutcome.CONNECT_FAILED, "unknown host");
        }
      }
    }

    void connectToAllowed(List<InetAddress> addresses) {
      if (connection.state().isClosed()) {
        cancelDeadline();
        return;
      }
      List<InetAddress> allowed = addresses.stream().filter(addressFilter).toList();
      if (allowed.isEmpty()) {
        // The message leaves out the addresses: they would reveal a network the caller can't see.
        fail(CallOutcome.ADDRESS_REFUSED, "none of its addresses is allowed");
        return;
      }
      ConnectRace started = new ConnectRace(loop, allowed, origin.port(), this);
      race = started;
      connection.state().onConnecting(this::cancel);
      started.tryNext();
    }

    @Override
    public void onConnected(Channel channel) {
      ResponseReader reader = new ResponseReader(connection.state());
      SslHandler handler = tls == null ? null : newHandler(tls, channel);
      connection.state().onConnecting(channel);
      initPipeline(channel.pipeline(), handler, connection.state(), reader);
      if (handler == null) {
        finish(channel, reader);
        return;
      }
      handshaking = true;
      handler
          .handshakeFuture()
          .addListener(
              future -> {
                if (future.isSuccess()) {
                  finish(channel, reader);
                } else {
                  onHandshakeFailed(future.cause());
                }
              });
    }

    private void onHandshakeFailed(@Nullable Throwable cause) {
      CallOutcome outcome = TlsFailure.classify(cause);
      fail(
          outcome,
          outcome == CallOutcome.TLS_WRONG_NAME
              ? "the certificate is for another host name" // The JDK's text holds the name.
              : FailureReason.of(cause));
    }

    @Override
    public void onFailed(Throwable cause) {
      fail(
          FailureReason.isDescriptorLimit(cause)
              ? CallOutcome.NO_DESCRIPTOR
              : CallOutcome.CONNECT_FAILED,
          FailureReason.ofConnect(cause));
    }

    void scheduleDeadline(long delayNanos) {
      dueNanos = loop.ticker().nanoTime() + delayNanos;
      deadline = loop.schedule(this::onDeadline, delayNanos, TimeUnit.NANOSECONDS);
    }

    /**
     * Fails at a second look, as much later as the first one was late: after a pause of the process
     * the connection may be there, and only its event not have been processed.
     */
    private void onDeadline() {
      if (isSecondLook) {
        failOnDeadline();
        return;
      }
      isSecondLook = true;
      long lateNanos = loop.ticker().nanoTime() - dueNanos;
      scheduleDeadline(Math.clamp(lateNanos, 0, connectTimeout.toNanos()));
    }

    private void failOnDeadline() {
      NameLookups.Lookup unresolved = lookup;
      if (unresolved != null) {
        unresolved.abandon();
      }
      String limit = " within " + connectTimeout.toMillis() + " ms";
      if (handshaking) {
        fail(CallOutcome.TLS_FAILED, "not connected" + limit);
      } else if (unresolved == null) {
        fail(CallOutcome.CONNECT_FAILED, "not connected" + limit);
      } else if (unresolved.isStarted()) {
        fail(CallOutcome.CONNECT_FAILED, "the host name was not resolved" + limit);
      } else {
        fail(CallOutcome.LOOKUPS_BUSY, "no look-up of the host name began" + limit);
      }
    }

    private SslHandler newHandler(SslContext context, Channel channel) {
      SslHandler handler = context.newHandler(channel.alloc(), origin.host(), origin.port());
      handler.setHandshakeTimeoutMillis(0);
      return handler;
    }

    private void cancel() {
      cancelDeadline();
      if (race != null) {
        race.cancel();
      }
    }

    private void finish(Channel channel, ResponseReader reader) {
      cancelDeadline();
      if (connection.state().isClosed()) {
        channel.close();
      } else {
        connection.onConnected(reader);
      }
    }

    private void fail(CallOutcome outcome, String detail) {
      cancelDeadline();
      connection.state().fail(outcome, failed + detail);
    }

    private void cancelDeadline() {
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
