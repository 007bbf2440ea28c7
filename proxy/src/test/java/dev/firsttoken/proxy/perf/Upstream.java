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
final class Upstream {
  /** How long a burst's stream stays open after its first event: past the burst's end. */
  private static final long ONCE_MILLIS = 50;

  private final ByteBuf head = Answers.head();
  private final ByteBuf headAndFrame = Answers.headAndFrame();
  private final ByteBuf frame = Answers.frame();
  private final ByteBuf done = Answers.done();
  private final ByteBuf whole = Answers.whole();
  private final int stampAt = Answers.stampAt();
  private final int port;

  /** Streams that are being fed; a stream's place here is its slot. */
  private final List<Channel> flows = new ArrayList<>();

  private long frames;
  private long skipped;

  Upstream(EventLoop loop) throws InterruptedException {
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
                    channel.pipeline().addLast(new Answering());
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

  int flows() {
    return flows.size();
  }

  /** Frames sent since the start. */
  long frames() {
    return frames;
  }

  /** Frames not sent since the start, because their connection took no more or was gone. */
  long skipped() {
    return skipped;
  }

  /** Sends the next frame of the stream in this slot, stamped with the time just before. */
  void feed(int slot) {
    Channel to = flows.get(slot);
    // The one frame buffer is stamped anew for each write, so none may wait in a queue.
    if (to.unsafe().outboundBuffer() == null || !to.unsafe().outboundBuffer().isEmpty()) {
      skipped++;
      return;
    }
    Answers.stamp(frame, stampAt, System.nanoTime());
    to.writeAndFlush(frame.duplicate());
    frames++;
  }

  /** Ends all streams that are being fed. */
  void end() {
    flows.forEach(channel -> channel.writeAndFlush(done.duplicate()));
    flows.clear();
  }

  private void answer(Question question, Channel to) {
    switch (question) {
      case FLOW -> {
        to.writeAndFlush(head.duplicate());
        flows.add(to);
      }
      case ONCE -> {
        to.writeAndFlush(headAndFrame.duplicate());
        to.eventLoop()
            .schedule(() -> to.writeAndFlush(done.duplicate()), ONCE_MILLIS, TimeUnit.MILLISECONDS);
      }
      case FULL -> to.writeAndFlush(whole.duplicate());
    }
  }

  /** Reads requests only as far as their last eight bytes. */
  private final class Answering extends ChannelInboundHandlerAdapter {
    private final Tail tail = new Tail();

    @Override
    public void channelRead(ChannelHandlerContext ctx, Object message) {
      ByteBuf bytes = (ByteBuf) message;
      long lastEight = tail.after(bytes);
      bytes.release();
      for (Question question : Question.ALL) {
        if (question.endsIn(lastEight)) {
          answer(question, ctx.channel());
        }
      }
    }
  }
}
