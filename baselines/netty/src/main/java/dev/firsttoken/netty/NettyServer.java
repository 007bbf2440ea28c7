package dev.firsttoken.netty;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.ServerSocketChannel;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.HttpDecoderConfig;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.NetUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetSocketAddress;
import java.util.concurrent.TimeUnit;

/** Synthetic chat completions and micro endpoints on bare Netty. */
final class NettyServer {
  /** Time for responses that end early to reach clients that read. */
  private static final long SHUTDOWN_GRACE_MILLIS = 1000;

  private static final int MAX_HEADER_BYTES = 16 * 1024;
  private static final int MAX_READ_BYTES = 64 * 1024;

  /** More requests than one read has, after which {@link HttpConnection} reads no more. */
  private static final int MAX_PIPELINE_DEPTH = MAX_READ_BYTES / 16;

  private final Endpoints endpoints;
  private final EventLoopGroup acceptor;
  private final EventLoopGroup eventLoops;
  private final Channel listener;
  private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);

  /**
   * Starts to listen.
   *
   * @throws IllegalStateException with one sentence, if the address can't be listened on
   */
  NettyServer(ServerSettings settings) {
    IoHandlerFactory transport =
        Epoll.isAvailable() ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.endpoints = new Endpoints(settings);
    this.acceptor = new MultiThreadIoEventLoopGroup(1, transport);
    this.eventLoops = new MultiThreadIoEventLoopGroup(transport);
    ChannelFuture bind =
        new ServerBootstrap()
            .group(acceptor, eventLoops)
            .channel(
                Epoll.isAvailable() ? EpollServerSocketChannel.class : NioServerSocketChannel.class)
            .childHandler(new Connections())
            .bind(settings.host(), settings.port())
            .awaitUninterruptibly();
    this.listener = bind.channel();
    if (!bind.isSuccess()) {
      stop();
      throw new IllegalStateException(
          """
          The server can't listen on %s:%d. Set HOST to an address of this machine, and PORT to a \
          free port, or to 0.\
          """
              .formatted(settings.host(), settings.port()),
          bind.cause());
    }
  }

  static void main() {
    try {
      ServerSettings settings = ServerSettings.read(System.getenv());
      NettyServer server = new NettyServer(settings);
      Runtime.getRuntime().addShutdownHook(new Thread(server::stop, "shutdown"));
      System.err.printf(
          "Netty baseline on http://%s, model %s%n",
          NetUtil.toSocketAddressString(server.address()), settings.model());
    } catch (OutOfRangeException e) {
      exit(2, e.message());
    } catch (IllegalStateException e) {
      exit(1, String.valueOf(e.getMessage()));
    }
  }

  InetSocketAddress address() {
    return ((ServerSocketChannel) listener).localAddress();
  }

  /** Ends all responses early, and closes what is still open after a second. */
  void stop() {
    listener.close().awaitUninterruptibly();
    connections.forEach(
        connection -> connection.pipeline().fireUserEventTriggered(HttpConnection.SHUT_DOWN));
    connections.newCloseFuture().awaitUninterruptibly(SHUTDOWN_GRACE_MILLIS);
    connections.close().awaitUninterruptibly(SHUTDOWN_GRACE_MILLIS);
    acceptor.shutdownGracefully(0, 0, TimeUnit.SECONDS);
    eventLoops.shutdownGracefully(0, 0, TimeUnit.SECONDS);
  }

  /** Sets up each connection. */
  private final class Connections extends ChannelInitializer<Channel> {
    @Override
    protected void initChannel(Channel channel) {
      connections.add(channel);
      HttpServerCodec codec =
          new HttpServerCodec(
              new HttpDecoderConfig()
                  .setMaxInitialLineLength(MAX_HEADER_BYTES)
                  .setMaxHeaderSize(MAX_HEADER_BYTES)
                  .setMaxChunkSize(MAX_READ_BYTES),
              MAX_PIPELINE_DEPTH);
      channel.pipeline().addLast(codec);
      channel.pipeline().addLast(new HttpConnection(endpoints, channel.pipeline().context(codec)));
    }
  }

  private static void exit(int status, String message) {
    System.err.println(message);
    System.exit(status);
  }
}
