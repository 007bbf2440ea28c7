package dev.firsttoken.proxy.perf;

import io.netty.bootstrap.Bootstrap;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollSocketChannel;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The connections of one load to one target. */
final class Clients implements AutoCloseable {
  private final Load load;
  private final EventLoop loop;
  private final List<Channel> channels = new ArrayList<>();
  private final List<Asker> streams = new ArrayList<>();
  private final List<Asker> burst = new ArrayList<>();
  private final List<Asker> whole = new ArrayList<>();

  private Clients(Load load, EventLoop loop) {
    this.load = load;
    this.loop = loop;
  }

  static Clients connect(EventLoop loop, int port, Load load, Asker.Seen seen)
      throws InterruptedException {
    Clients clients = new Clients(load, loop);
    clients.connect(port, load.streams(), clients.streams, seen);
    clients.connect(port, load.burst(), clients.burst, seen);
    clients.connect(port, load.whole(), clients.whole, seen);
    return clients;
  }

  /** Begins the streams that run throughout. */
  void stream() {
    loop.execute(() -> streams.forEach(stream -> stream.ask(Question.FLOW)));
  }

  /** What happens on schedule from here on, upstream's frames and the clients' asking alike. */
  List<Pace> paces(Upstream upstream) {
    return List.of(
        new Pace(
            loop, Load.FRAME_NANOS, Pace.strewn(load.streams(), Load.FRAME_NANOS), upstream::feed),
        new Pace(
            loop,
            Load.BURST_NANOS,
            Pace.steps(load.burst(), Load.BURST_AT_NANOS, Load.BURST_STEP_NANOS),
            slot -> burst.get(slot).ask(Question.ONCE)),
        new Pace(
            loop,
            Load.WHOLE_NANOS,
            Pace.strewn(load.whole(), Load.WHOLE_NANOS),
            slot -> whole.get(slot).ask(Question.FULL)));
  }

  /** Whether no answer is on its way. */
  boolean idle() {
    return Stream.of(streams, burst, whole).flatMap(List::stream).allMatch(Asker::idle);
  }

  @Override
  public void close() {
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
  }

  private void connect(int port, int count, List<Asker> into, Asker.Seen seen)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      Asker asker = new Asker(seen);
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(EpollSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048))
              .handler(asker);
      channels.add(bootstrap.connect(InetAddress.getLoopbackAddress(), port).sync().channel());
      into.add(asker);
    }
  }
}
