import com.sun.management.OperatingSystemMXBean;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.handler.codec.http.HttpContent;
import io.netty.handler.codec.http.HttpResponseDecoder;
import io.netty.handler.codec.http.LastHttpContent;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.JdkLoggerFactory;
import java.lang.management.ManagementFactory;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.concurrent.CountDownLatch;

/**
 * The least that a client on Netty must do with a stream of chat chunks: its HttpResponseDecoder,
 * the scanners of wire, a stamp for each content event. Arguments: URL, streams, loops, warm-up
 * streams and measured streams of each connection, then the request's body. Prints CPU and transit
 * of the measured ones as JSON.
 */
final class BareReader {
  private static CountDownLatch warm;
  private static CountDownLatch done;
  private static volatile boolean measuring;

  public static void main(String[] args) throws Exception {
    // Of the loggers on the bench's class path one prints all of Netty's debug lines.
    InternalLoggerFactory.setDefaultFactory(JdkLoggerFactory.INSTANCE);
    URI url = URI.create(args[0]);
    int streams = Integer.parseInt(args[1]);
    int warmups = Integer.parseInt(args[3]);
    int measured = Integer.parseInt(args[4]);
    byte[] body = args[5].getBytes(StandardCharsets.UTF_8);
    String head =
        "POST "
            + url.getPath()
            + " HTTP/1.1\r\nhost: "
            + url.getAuthority()
            + "\r\ncontent-type: application/json\r\ncontent-length: "
            + body.length
            + "\r\n\r\n";
    byte[] request =
        Arrays.copyOf(head.getBytes(StandardCharsets.US_ASCII), head.length() + body.length);
    System.arraycopy(body, 0, request, head.length(), body.length);
    warm = new CountDownLatch(streams);
    done = new CountDownLatch(streams);
    EventLoopGroup group =
        new MultiThreadIoEventLoopGroup(Integer.parseInt(args[2]), EpollIoHandler.newFactory());
    Reader[] readers = new Reader[streams];
    for (int i = 0; i < streams; i++) {
      Reader reader = new Reader(request, measured);
      readers[i] = reader;
      reader.left = warmups;
      reader.channel =
          new Bootstrap()
              .group(group)
              .channel(EpollSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .handler(
                  new ChannelInitializer<Channel>() {
                    @Override
                    protected void initChannel(Channel channel) {
                      channel.pipeline().addLast(new HttpResponseDecoder(), reader);
                    }
                  })
              .connect(url.getHost(), url.getPort())
              .sync()
              .channel();
      reader.ask();
    }
    warm.await();
    OperatingSystemMXBean system =
        (OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean();
    measuring = true;
    long cpu = system.getProcessCpuTime();
    long wall = System.nanoTime();
    for (int i = 0; i < streams; i++) {
      Reader reader = readers[i];
      reader.left = measured;
      // Spread over the time between two frames, as the bench spreads its users.
      reader
          .channel
          .eventLoop()
          .schedule(
              reader::ask, i * 100_000_000L / streams, java.util.concurrent.TimeUnit.NANOSECONDS);
    }
    done.await();
    cpu = system.getProcessCpuTime() - cpu;
    wall = System.nanoTime() - wall;
    long events = 0;
    for (Reader reader : readers) {
      events += reader.events;
    }
    long[] transit = new long[(int) events];
    int at = 0;
    for (Reader reader : readers) {
      System.arraycopy(reader.transit, 0, transit, at, reader.events);
      at += reader.events;
    }
    Arrays.sort(transit);
    System.out.printf(
        "{\"events\": %d, \"cpu\": %.3f, \"window\": %.3f, \"transit_p50\": %.3f, \"transit_p99\":"
            + " %.3f}%n",
        events, cpu / 1e6, wall / 1e6, transit[at / 2] / 1e6, transit[(int) (at * 0.99)] / 1e6);
    group.shutdownGracefully(0, 1, java.util.concurrent.TimeUnit.SECONDS).sync();
  }

  private static final class Reader extends ChannelInboundHandlerAdapter implements ChatSink {
    private final byte[] request;
    private SseScanner scanner = new SseScanner(new ChatScanner(this));
    private long[] transit = new long[4096];
    private int events;
    private long now;
    private Channel channel;
    private volatile int left;
    private boolean warmed;

    Reader(byte[] request, int measured) {
      this.request = request;
    }

    void ask() {
      channel
          .eventLoop()
          .execute(
              () -> {
                scanner = new SseScanner(new ChatScanner(this));
                channel.writeAndFlush(Unpooled.wrappedBuffer(request));
              });
    }

    @Override
    public void channelRead(ChannelHandlerContext context, Object message) {
      now = System.nanoTime();
      if (message instanceof HttpContent content) {
        var bytes = content.content();
        scanner.scan(bytes, bytes.readerIndex(), bytes.writerIndex());
      }
      boolean last = message instanceof LastHttpContent;
      ReferenceCountUtil.release(message);
      if (last) {
        ended();
      }
    }

    private void ended() {
      if (--left > 0) {
        ask();
      } else if (warmed) {
        done.countDown();
      } else {
        warmed = true;
        warm.countDown();
      }
    }

    @Override
    public void onChunk(ChunkFacts facts) {
      if (measuring && facts.hasContent()) {
        if (events == transit.length) {
          transit = Arrays.copyOf(transit, 2 * events);
        }
        transit[events++] = now - facts.sentNanos();
      }
    }

    @Override
    public void exceptionCaught(ChannelHandlerContext context, Throwable cause) {
      cause.printStackTrace();
      System.exit(1);
    }
  }
}
