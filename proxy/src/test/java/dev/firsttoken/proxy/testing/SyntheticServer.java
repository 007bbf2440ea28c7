package dev.firsttoken.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.api.ApiError;
import dev.firsttoken.proxy.api.ChatDefaults;
import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.ChatRequestParser;
import dev.firsttoken.proxy.api.Route;
import dev.firsttoken.proxy.api.SyntheticOptions;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.ResponseFormat;
import dev.firsttoken.proxy.exchange.ResponseWriter;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.ReceivedRequest;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.synthetic.Synthetic;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.util.concurrent.GlobalEventExecutor;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Server for synthetic responses only, on a real socket: one event loop, and an allocator that
 * counts every byte held.
 */
public final class SyntheticServer implements AutoCloseable {
  private final EventLoopGroup eventLoops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, false);
  private final PrometheusMeterRegistry registry =
      new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final Meter meter =
      new Meter(registry.getPrometheusRegistry(), "1", ChatRequest.SYNTHETIC, System::nanoTime);
  private final ChatDefaults defaults =
      new ChatDefaults(ChatRequest.SYNTHETIC, SyntheticOptions.fromEnvironment(Map.of()), false);
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();

  /** Every open socket. One that is added after {@link #close} closes at once. */
  private final ChannelGroup sockets =
      new DefaultChannelGroup("sockets", GlobalEventExecutor.INSTANCE, true);

  private final Channel serverChannel;

  /** Listens on a free loopback port. */
  public SyntheticServer() {
    serverChannel =
        new ServerBootstrap()
            .group(eventLoops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.ALLOCATOR, alloc)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    sockets.add(channel);
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(),
                            new HttpObjectAggregator(1 << 20),
                            new ChatHandler());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
    sockets.add(serverChannel);
  }

  public int port() {
    return ((InetSocketAddress) serverChannel.localAddress()).getPort();
  }

  /** Bytes currently held in buffers, direct and heap. */
  public long heldBytes() {
    return alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory();
  }

  public ScrapedMetrics scrape() {
    return ScrapedMetrics.parse(registry);
  }

  /** Waits for the next event of an exchange: {@code finished} or {@code unwritable}. */
  public String nextEvent() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "no event within 20 s" : event;
  }

  /** Runs the event loop for this many turns, timers included. */
  public void runLoopTurns(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      eventLoops.schedule(() -> {}, Duration.ofMillis(1).toNanos(), TimeUnit.NANOSECONDS).sync();
    }
  }

  @Override
  public void close() {
    // Before the shutdown, in which the loop may end before it has closed its sockets.
    sockets.close().syncUninterruptibly();
    eventLoops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    eventLoops.terminationFuture().syncUninterruptibly();
    assertThat(heldBytes()).as("bytes still held").isZero();
  }

  private final class ChatHandler extends ChannelInboundHandlerAdapter {
    private @Nullable Exchange exchange;
    private boolean finished;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      FullHttpRequest request = (FullHttpRequest) message;
      finished = false;
      ResponseWriter responseWriter =
          new ResponseWriter(
              ctx, ResponseFormat.of(request, null), () -> false, keepAlive -> onFinished());
      try {
        ChatRequest chat = ChatRequestParser.parse(Route.CHAT, request.content(), defaults);
        Timeline timeline =
            meter.begin(new ReceivedRequest("POST", "chat", System.nanoTime()), chat.model());
        Exchange started = Synthetic.start(chat, responseWriter, timeline);
        exchange = finished ? null : started;
      } catch (ApiError e) {
        responseWriter.writeError(e, bytes -> {});
      } finally {
        request.release();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      boolean writable = ctx.channel().isWritable();
      if (!writable) {
        events.add("unwritable");
      }
      if (exchange != null) {
        exchange.onWritabilityChanged(writable);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (exchange != null) {
        exchange.onClientDisconnected();
        onFinished();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
      ctx.close();
    }

    private void onFinished() {
      finished = true;
      exchange = null;
      events.add("finished");
    }
  }
}
