package dev.firsttoken.wire.call;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;

/** Finds the channel class that fits an event loop. */
final class SocketChannels {
  private SocketChannels() {}

  static Class<? extends SocketChannel> socketChannelClass(EventLoop loop) {
    if (loop instanceof IoEventLoop io) {
      if (io.isIoType(EpollIoHandler.class)) {
        return EpollSocketChannel.class;
      }
      if (io.isIoType(IoUringIoHandler.class)) {
        return IoUringSocketChannel.class;
      }
    }
    return NioSocketChannel.class;
  }
}
