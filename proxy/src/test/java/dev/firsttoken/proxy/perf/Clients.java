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

/** Connections of one load to one target. */
final class Clients implements AutoCloseable {
  private final Load load;
  private final EventLoop loop;
  private final List<Channel> channels = new ArrayList<>();
  private final List<LoadClient> streams = new ArrayList<>();
  private final List<LoadClient> burst = new ArrayList<>();
  private final List<LoadClient> buffered = new ArrayList<>();

  private Clients(Load load, EventLoop loop) {
    this.load = load;
    this.loop = loop;
  }

  static Clients connect(EventLoop loop, int port, Load load, LoadClient.Recorders recorders)
      throws InterruptedException {
    Clients clients = new Clients(load, loop);
    clients.connect(port, load.streams(), clients.streams, recorders);
    clients.connect(port, load.burst(), clients.burst, recorders);
    clients.connect(port, load.buffered(), clients.buffered, recorders);
    return clients;
  }

  /** Starts the streams that run throughout. */
  void startStreams() {
    loop.execute(() -> streams.forEach(stream -> stream.send(LoadRequest.STREAM)));
  }

  /** Pacers of everything on a schedule: the upstream's frames and the clients' requests. */
  List<Pacer> pacers(LoadUpstream loadUpstream) {
    return List.of(
        new Pacer(
            loop,
            Load.FRAME_NANOS,
            Pacer.randomPhases(load.streams(), Load.FRAME_NANOS),
            loadUpstream::sendFrame),
        new Pacer(
            loop,
            Load.BURST_NANOS,
            Pacer.evenPhases(load.burst(), Load.BURST_OFFSET_NANOS, Load.BURST_STEP_NANOS),
            slot -> burst.get(slot).send(LoadRequest.BURST)),
        new Pacer(
            loop,
            Load.BUFFERED_NANOS,
            Pacer.randomPhases(load.buffered(), Load.BUFFERED_NANOS),
            slot -> buffered.get(slot).send(LoadRequest.BUFFERED)));
  }

  /** True if no response is outstanding. */
  boolean isIdle() {
    return Stream.of(streams, burst, buffered).flatMap(List::stream).allMatch(LoadClient::isIdle);
  }

  @Override
  public void close() {
    channels.forEach(channel -> channel.close().awaitUninterruptibly());
  }

  private void connect(int port, int count, List<LoadClient> into, LoadClient.Recorders recorders)
      throws InterruptedException {
    for (int i = 0; i < count; i++) {
      LoadClient loadClient = new LoadClient(recorders);
      Bootstrap bootstrap =
          new Bootstrap()
              .group(loop)
              .channel(EpollSocketChannel.class)
              .option(ChannelOption.TCP_NODELAY, true)
              .option(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
              .option(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048))
              .handler(loadClient);
      channels.add(bootstrap.connect(InetAddress.getLoopbackAddress(), port).sync().channel());
      into.add(loadClient);
    }
  }
}
