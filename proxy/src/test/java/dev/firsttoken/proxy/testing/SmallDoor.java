package dev.firsttoken.proxy.testing;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.exchange.ChatDefaults;
import dev.firsttoken.proxy.exchange.ChatError;
import dev.firsttoken.proxy.exchange.ChatRequest;
import dev.firsttoken.proxy.exchange.Exchange;
import dev.firsttoken.proxy.exchange.Knobs;
import dev.firsttoken.proxy.exchange.Reply;
import dev.firsttoken.proxy.exchange.Route;
import dev.firsttoken.proxy.meter.Meter;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.proxy.synthetic.Synthetic;
import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import io.netty.handler.codec.http.FullHttpRequest;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * The synthetic stream on a real socket with nothing else around it: one event loop, and an
 * allocator that knows of every byte that is held.
 */
public final class SmallDoor implements AutoCloseable {
  private final EventLoopGroup loops =
      new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
  private final UnpooledByteBufAllocator alloc = new UnpooledByteBufAllocator(true, false);
  private final Meter meter = new Meter("1", ChatRequest.SYNTHETIC, System::nanoTime);
  private final ChatDefaults defaults =
      new ChatDefaults(ChatRequest.SYNTHETIC, Knobs.defaults(Map.of()), false);
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private final Channel listening;

  /** Listens on a free loopback port. */
  public SmallDoor() {
    listening =
        new ServerBootstrap()
            .group(loops)
            .channel(NioServerSocketChannel.class)
            .childOption(ChannelOption.ALLOCATOR, alloc)
            .childHandler(
                new ChannelInitializer<>() {
                  @Override
                  protected void initChannel(Channel channel) {
                    channel
                        .pipeline()
                        .addLast(
                            new HttpServerCodec(), new HttpObjectAggregator(1 << 20), new Door());
                  }
                })
            .bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))
            .syncUninterruptibly()
            .channel();
  }

  public int port() {
    return ((InetSocketAddress) listening.localAddress()).getPort();
  }

  /** Bytes of buffers that are held now, in and out of the heap. */
  public long heldBytes() {
    return alloc.metric().usedDirectMemory() + alloc.metric().usedHeapMemory();
  }

  public Scrape scrape() {
    return Scrape.of(meter);
  }

  /** Waits for the next of what happens to exchanges: over, full. */
  public String next() throws InterruptedException {
    String event = events.poll(20, TimeUnit.SECONDS);
    return event == null ? "nothing within 20 s" : event;
  }

  /** Lets the event loop go round that many times, its timers included. */
  public void turns(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      loops.schedule(() -> {}, Duration.ofMillis(1).toNanos(), TimeUnit.NANOSECONDS).sync();
    }
  }

  @Override
  public void close() {
    loops.shutdownGracefully(0, 5, TimeUnit.SECONDS).syncUninterruptibly();
    loops.terminationFuture().syncUninterruptibly();
    assertThat(heldBytes()).as("bytes still held").isZero();
  }

  private final class Door extends ChannelInboundHandlerAdapter {
    private @Nullable Exchange running;
    private boolean over;

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      FullHttpRequest request = (FullHttpRequest) message;
      over = false;
      Reply reply = new Reply(ctx, request, () -> false, this::over);
      try {
        ChatRequest chat =
            ChatRequest.parse(Route.CHAT, request.content(), System.nanoTime(), defaults);
        Timeline timeline = meter.begin(chat.headReadNanos(), chat.model(), "chat");
        Exchange started = Synthetic.start(chat, reply, timeline);
        running = over ? null : started;
      } catch (ChatError e) {
        reply.whole(e.toResponse());
      } finally {
        request.release();
      }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext ctx) {
      boolean on = ctx.channel().isWritable();
      if (!on) {
        events.add("full");
      }
      if (running != null) {
        running.writable(on);
      }
    }

    @Override
    public void channelInactive(ChannelHandlerContext ctx) {
      if (running != null) {
        running.clientGone();
        over();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext ctx, Throwable reset) {
      ctx.close();
    }

    private void over() {
      over = true;
      running = null;
      events.add("over");
    }
  }
}
