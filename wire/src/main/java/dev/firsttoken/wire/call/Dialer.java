package dev.firsttoken.wire.call;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.ssl.SslProvider;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.Future;
import java.io.File;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/** Opens connections to one origin, on the caller's event loop. Immutable and thread-safe. */
public final class Dialer {
  /**
   * Never guesses below 2 KiB. Netty's default shrinks to the size of one chat chunk; two chunks
   * that arrive together then cost two reads and two writes, just when the loop is behind.
   */
  private static final RecvByteBufAllocator RECV_ALLOCATOR =
      new AdaptiveRecvByteBufAllocator(2048, 4096, 65_536);

  private final Origin origin;
  private final Duration connectTimeout;
  private final @Nullable SslContext tls;
  private final Predicate<InetAddress> addressFilter;

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
    attempt.deadline =
        loop.schedule(attempt::onDeadline, connectTimeout.toNanos(), TimeUnit.NANOSECONDS);
    byte @Nullable [] literal = NetUtil.createByteArrayFromIpAddressString(origin.host());
    if (literal != null) {
      attempt.connectToAllowed(new InetAddress[] {toInetAddress(literal)});
    } else {
      // The JDK's DNS lookup blocks, so it must not run on the event loop.
      Thread.ofVirtual().name("dns-lookup " + origin.host()).start(attempt::resolve);
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

  /** One attempt to connect: DNS lookup, each address in turn, TLS handshake. */
  private final class Attempt {
    private final Connection connection;
    private final EventLoop loop;
    private @Nullable Future<?> deadline;
    private boolean handshaking;

    Attempt(Connection connection, EventLoop loop) {
      this.connection = connection;
      this.loop = loop;
    }

    void resolve() {
      try {
        InetAddress[] addresses = InetAddress.getAllByName(origin.host());
        loop.execute(() -> connectToAllowed(addresses));
      } catch (UnknownHostException e) {
        loop.execute(() -> fail(CallOutcome.CONNECT_FAILED, "unknown host"));
      }
    }

    void connectToAllowed(InetAddress[] addresses) {
      InetAddress[] allowed =
          Stream.of(addresses).filter(addressFilter).toArray(InetAddress[]::new);
      if (allowed.length > 0) {
        connect(allowed, 0);
      } else {
        // The message leaves out the addresses: they would reveal a network the caller can't see.
        fail(CallOutcome.ADDRESS_REFUSED, "none of its addresses is allowed");
      }
    }

    private void connect(InetAddress[] addresses, int index) {
      if (connection.state().isClosed()) {
        cancelDeadline();
        return;
      }
      ResponseReader reader = new ResponseReader(connection.state());
      ChannelFuture connectFuture =
          new Bootstrap()
              .group(loop)
              .channel(SocketChannels.socketChannelClass(loop))
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.RECVBUF_ALLOCATOR, RECV_ALLOCATOR)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // The deadline covers it.
              .option(ChannelOption.AUTO_CLOSE, false) // A failed write must not end the reads.
              .handler(channelInitializer(reader))
              .connect(new InetSocketAddress(addresses[index], origin.port()));
      if (connectFuture.isDone() && !connectFuture.isSuccess()) {
        // Creating the socket failed, and the placeholder channel has no event loop.
        loop.execute(() -> tryNext(addresses, index, connectFuture.cause()));
        return;
      }
      connection.state().onConnecting(connectFuture.channel());
      connectFuture.addListener(
          future -> {
            if (future.isSuccess()) {
              handshake(connectFuture.channel(), reader);
            } else {
              tryNext(addresses, index, future.cause());
            }
          });
    }

    private void tryNext(InetAddress[] addresses, int failedIndex, Throwable cause) {
      if (failedIndex + 1 < addresses.length) {
        connect(addresses, failedIndex + 1);
      } else {
        fail(CallOutcome.CONNECT_FAILED, FailureReason.of(cause));
      }
    }

    void onDeadline() {
      fail(
          handshaking ? CallOutcome.TLS_FAILED : CallOutcome.CONNECT_FAILED,
          "not connected within " + connectTimeout.toMillis() + " ms");
    }

    private ChannelInitializer<Channel> channelInitializer(ResponseReader reader) {
      return new ChannelInitializer<>() {
        @Override
        protected void initChannel(Channel channel) {
          SslHandler handler = null;
          if (tls != null) {
            handler = tls.newHandler(channel.alloc(), origin.host(), origin.port());
            handler.setHandshakeTimeoutMillis(0);
          }
          initPipeline(channel.pipeline(), handler, connection.state(), reader);
        }
      };
    }

    private void handshake(Channel channel, ResponseReader reader) {
      SslHandler handler = channel.pipeline().get(SslHandler.class);
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
                  fail(TlsFailure.classify(future.cause()), FailureReason.of(future.cause()));
                }
              });
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
      connection.state().fail(outcome, "no connection to " + origin + ": " + detail);
    }

    private void cancelDeadline() {
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
