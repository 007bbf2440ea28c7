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

/**
 * Opens connections to one origin, on the event loop of whoever asks. Immutable, and shared by all
 * loops.
 */
public final class Dialer {
  /**
   * By default Netty's guess shrinks to the size of one chat chunk. Two that came together then
   * take two reads and two writes, the first of them cut, just when the loop has fallen behind.
   */
  private static final RecvByteBufAllocator RECV_ALLOCATOR =
      new AdaptiveRecvByteBufAllocator(2048, 4096, 65_536);

  private final Origin origin;
  private final Duration connectTimeout;
  private final @Nullable SslContext tls;
  private final Predicate<InetAddress> addressFilter;

  /** Connects to whatever address the host has. */
  public Dialer(Origin origin, Duration connectTimeout, @Nullable SslContext tls) {
    this(origin, connectTimeout, tls, address -> true);
  }

  /**
   * @param connectTimeout bounds looking up the host, connecting and the TLS handshake together
   * @param tls how to trust an https origin; null exactly for http
   * @param addressFilter asked of each address right before it is connected to, on the event loop,
   *     whether the host is written as an address or was looked up; one that it refuses is passed
   *     over
   * @throws IllegalArgumentException if {@code tls} does not fit the origin's scheme, or the
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
      throw new IllegalArgumentException("TLS settings do not fit the scheme of " + origin);
    }
    this.origin = origin;
    this.connectTimeout = connectTimeout;
    this.tls = tls;
    this.addressFilter = addressFilter;
  }

  /**
   * Trust for https origins, host names verified.
   *
   * @param caFile certificates in PEM to trust instead of the JDK's; null for the JDK's
   * @throws IllegalArgumentException naming the file, if it can't be used
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
          "no CA certificates in PEM can be read from " + caFile + ": " + Connection.reason(e), e);
    }
  }

  /**
   * Starts to connect and returns at once: a call made meanwhile waits for it. Whether it came to
   * be, that call is told.
   *
   * @param loop where everything of this connection happens; to be called there
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
      // The JDK's look-up blocks, which an event loop must not.
      Thread.ofVirtual().name("look-up " + origin.host()).start(attempt::resolve);
    }
    return connection;
  }

  private static InetAddress toInetAddress(byte[] literal) {
    try {
      return InetAddress.getByAddress(literal);
    } catch (UnknownHostException e) {
      throw new IllegalStateException("an address of " + literal.length + " bytes", e);
    }
  }

  /**
   * Puts a connection's handlers in their order.
   *
   * @param tls null for http
   */
  static void initPipeline(
      ChannelPipeline pipeline,
      @Nullable SslHandler tls,
      Connection connection,
      ResponseReader reader) {
    if (tls != null) {
      pipeline.addLast(new ReadTimestampHandler(), tls);
    }
    pipeline.addLast(
        reader, ResponseHeadDecoder.newNettyDecoder(), new ResponseHeadDecoder(connection, reader));
  }

  /** One connection on its way: look-up, each address in turn, TLS. */
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
        // Which they are is not said: it would tell of a network that the caller can't see.
        fail(CallOutcome.ADDRESS_REFUSED, "it has no address that may be connected to");
      }
    }

    private void connect(InetAddress[] addresses, int index) {
      if (connection.isClosed()) {
        cancelDeadline();
        return;
      }
      ResponseReader reader = new ResponseReader(connection);
      ChannelFuture connectFuture =
          new Bootstrap()
              .group(loop)
              .channel(SocketChannels.socketChannelClass(loop))
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.RECVBUF_ALLOCATOR, RECV_ALLOCATOR)
              .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // The deadline is for it all.
              .handler(channelInitializer(reader))
              .connect(new InetSocketAddress(addresses[index], origin.port()));
      if (connectFuture.isDone() && !connectFuture.isSuccess()) {
        // No socket could be made: what stands in for it belongs to no event loop.
        loop.execute(() -> tryNext(addresses, index, connectFuture.cause()));
        return;
      }
      connection.onConnecting(connectFuture.channel());
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
        fail(CallOutcome.CONNECT_FAILED, Connection.reason(cause));
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
          initPipeline(channel.pipeline(), handler, connection, reader);
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
                  fail(TlsFailure.classify(future.cause()), Connection.reason(future.cause()));
                }
              });
    }

    private void finish(Channel channel, ResponseReader reader) {
      cancelDeadline();
      if (connection.isClosed()) {
        channel.close();
      } else {
        connection.connected(channel, reader);
      }
    }

    private void fail(CallOutcome outcome, String detail) {
      cancelDeadline();
      connection.fail(outcome, "no connection to " + origin + ": " + detail);
    }

    private void cancelDeadline() {
      if (deadline != null) {
        deadline.cancel(false);
      }
    }
  }
}
