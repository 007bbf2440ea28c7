package dev.firsttoken.proxy.perf;

import io.netty.bootstrap.ServerBootstrap;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelInitializer;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.FixedRecvByteBufAllocator;
import io.netty.channel.epoll.EpollServerSocketChannel;
import io.netty.channel.socket.SocketChannel;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Upstream of the targets, which responds with prepared bytes on one event loop. */
final class LoadUpstream {
  /** How long a burst's stream stays open after its first event, beyond the end of the burst. */
  private static final long BURST_MILLIS = 50;

  private final ByteBuf headers = CannedResponses.headers();
  private final ByteBuf headersAndFrame = CannedResponses.headersAndFrame();
  private final ByteBuf frame = CannedResponses.frame();
  private final ByteBuf done = CannedResponses.done();
  private final ByteBuf buffered = CannedResponses.buffered();
  private final int stampOffset = CannedResponses.stampOffset();
  private final int port;

  /** Active streams, indexed by slot. */
  private final List<Channel> streams = new ArrayList<>();

  private long frames;
  private long skippedFrames;

  LoadUpstream(EventLoop loop) throws InterruptedException {
    Channel listening =
        new ServerBootstrap()
            .group(loop)
            .channel(EpollServerSocketChannel.class)
            .option(ChannelOption.SO_BACKLOG, 1024)
            .childOption(ChannelOption.TCP_NODELAY, true)
            .childOption(ChannelOption.ALLOCATOR, PooledByteBufAllocator.DEFAULT)
            .childOption(ChannelOption.RECVBUF_ALLOCATOR, new FixedRecvByteBufAllocator(2048))
            .childHandler(
                new ChannelInitializer<SocketChannel>() {
                  @Override
                  protected void initChannel(SocketChannel channel) {
                    channel.pipeline().addLast(new RequestHandler());
                  }
                })
            .bind(InetAddress.getLoopbackAddress(), 0)
            .sync()
            .channel();
    port = ((InetSocketAddress) listening.localAddress()).getPort();
  }

  int port() {
    return port;
  }

  int streams() {
    return streams.size();
  }

  /** Number of frames sent since the start. */
  long frames() {
    return frames;
  }

  /** Number of frames not sent since the start: the connection was not writable or closed. */
  long skippedFrames() {
    return skippedFrames;
  }

  /** Sends the next frame of the stream in this slot with the current timestamp. */
  void sendFrame(int slot) {
    Channel to = streams.get(slot);
    // Each write overwrites the timestamp in the shared buffer, so no write may be queued.
    if (to.unsafe().outboundBuffer() == null || !to.unsafe().outboundBuffer().isEmpty()) {
      skippedFrames++;
      return;
    }
    CannedResponses.stamp(frame, stampOffset, System.nanoTime());
    to.writeAndFlush(frame.duplicate());
    frames++;
  }

  /** Ends all active streams. */
  void endStreams() {
    streams.forEach(channel -> channel.writeAndFlush(done.duplicate()));
    streams.clear();
  }

  private void respond(LoadRequest loadRequest, Channel to) {
    switch (loadRequest) {
      case STREAM -> {
        to.writeAndFlush(headers.duplicate());
        streams.add(to);
      }
      case BURST -> {
        to.writeAndFlush(headersAndFrame.duplicate());
        to.eventLoop()
            .schedule(
                () -> to.writeAndFlush(done.duplicate()), BURST_MILLIS, TimeUnit.MILLISECONDS);
      }
      case BUFFERED -> to.writeAndFlush(buffered.duplicate());
    }
  }

  /** Recognizes requests by their last eight bytes only. */
  private final class RequestHandler extends ChannelInboundHandlerAdapter {
    private final LastBytes lastBytes = new LastBytes();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      long lastEight = lastBytes.append(bytes);
      bytes.release();
      for (LoadRequest loadRequest : LoadRequest.ALL) {
        if (loadRequest.endsIn(lastEight)) {
          respond(loadRequest, ctx.channel());
        }
      }
    }
  }
}
