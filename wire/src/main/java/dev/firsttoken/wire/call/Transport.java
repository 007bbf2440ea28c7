package dev.firsttoken.wire.call;

import io.netty.channel.EventLoop;
import io.netty.channel.IoEventLoop;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.epoll.EpollSocketChannel;
import io.netty.channel.socket.SocketChannel;
import io.netty.channel.socket.nio.NioSocketChannel;
import io.netty.channel.uring.IoUringIoHandler;
import io.netty.channel.uring.IoUringSocketChannel;

/**
 * Finds the socket that an event loop can drive, whoever made the loop.
 *
 * <p>On io_uring, whoever starts the JVM must set {@code
 * io.netty.iouring.pollAddMultishotEnabled=false} before Netty is loaded. Without it Netty (4.2.18)
 * never sees a reset that reaches the socket together with the last data: it takes the socket for
 * empty, and waits for an edge that has passed.
 */
final class Transport {
  private Transport() {}

  static Class<? extends SocketChannel> socketChannel(EventLoop loop) {
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
