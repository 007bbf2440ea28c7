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

/** What the targets relay from: answers from prepared bytes, all on one event loop. */
final class LoadUpstream {
  /** How long a burst's stream stays open after its first event: past the burst's end. */
  private static final long BURST_MILLIS = 50;

  private final ByteBuf headers = CannedResponses.headers();
  private final ByteBuf headersAndFrame = CannedResponses.headersAndFrame();
  private final ByteBuf frame = CannedResponses.frame();
  private final ByteBuf done = CannedResponses.done();
  private final ByteBuf buffered = CannedResponses.buffered();
  private final int stampOffset = CannedResponses.stampOffset();
  private final int port;

  /** Streams that are being fed; a stream's place here is its slot. */
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

  /** Frames sent since the start. */
  long frames() {
    return frames;
  }

  /** Frames not sent since the start, because their connection took no more or was gone. */
  long skippedFrames() {
    return skippedFrames;
  }

  /** Sends the next frame of the stream in this slot, stamped with the time just before. */
  void sendFrame(int slot) {
    Channel to = streams.get(slot);
    // The one frame buffer is stamped anew for each write, so none may wait in a queue.
    if (to.unsafe().outboundBuffer() == null || !to.unsafe().outboundBuffer().isEmpty()) {
      skippedFrames++;
      return;
    }
    CannedResponses.stamp(frame, stampOffset, System.nanoTime());
    to.writeAndFlush(frame.duplicate());
    frames++;
  }

  /** Ends all streams that are being fed. */
  void endStreams() {
    streams.forEach(channel -> channel.writeAndFlush(done.duplicate()));
    streams.clear();
  }

  private void respond(RequestKind requestKind, Channel to) {
    switch (requestKind) {
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

  /** Reads requests only as far as their last eight bytes. */
  private final class RequestHandler extends ChannelInboundHandlerAdapter {
    private final LastBytes lastBytes = new LastBytes();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      long lastEight = lastBytes.append(bytes);
      bytes.release();
      for (RequestKind requestKind : RequestKind.ALL) {
        if (requestKind.endsIn(lastEight)) {
          respond(requestKind, ctx.channel());
        }
      }
    }
  }
}
