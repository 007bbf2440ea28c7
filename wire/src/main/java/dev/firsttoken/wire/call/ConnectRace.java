package dev.firsttoken.wire.call;

import io.netty.bootstrap.Bootstrap;
import io.netty.channel.AdaptiveRecvByteBufAllocator;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.EventLoop;
import io.netty.channel.RecvByteBufAllocator;
import io.netty.util.concurrent.Future;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * Connects to the first of several addresses that accepts. The next address is tried as soon as one
 * fails, and otherwise after a short delay. The others are closed when one has connected. Runs on
 * one event loop.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8305">RFC 8305: Happy Eyeballs</a>
 */
final class ConnectRace {
  /** Connection Attempt Delay of RFC 8305, section 5. */
  static final long DELAY_MILLIS = 250;

  /**
   * Never guesses below 2 KiB. Netty's default shrinks to the size of one chat chunk; two chunks
   * that arrive together then cost two reads and two writes, just when the loop is behind.
   */
  private static final RecvByteBufAllocator RECV_ALLOCATOR =
      new AdaptiveRecvByteBufAllocator(2048, 4096, 65_536);

  /** Receives the result, exactly once unless the race is cancelled. */
  interface Listener {
    /** Is called before the channel becomes active. */
    void onConnected(Channel channel);

    /** Is called with the last failure, when every address has failed. */
    void onFailed(Throwable cause);
  }

  private final EventLoop loop;
  private final int port;
  private final Listener listener;
  private final Queue<InetAddress> untried;
  private final Set<Channel> connecting = new HashSet<>();
  private @Nullable Future<?> timer;
  private boolean ended;

  ConnectRace(EventLoop loop, List<InetAddress> addresses, int port, Listener listener) {
    this.loop = loop;
    this.port = port;
    this.listener = listener;
    this.untried = new ArrayDeque<>(interleave(addresses));
  }

  /** Alternates the families, beginning with that of the first address (RFC 8305, section 4). */
  static List<InetAddress> interleave(List<InetAddress> addresses) {
    Queue<InetAddress> preferred = new ArrayDeque<>();
    Queue<InetAddress> others = new ArrayDeque<>();
    boolean ipv4First = addresses.getFirst() instanceof Inet4Address;
    for (InetAddress address : addresses) {
      (address instanceof Inet4Address == ipv4First ? preferred : others).add(address);
    }
    List<InetAddress> ordered = new ArrayList<>();
    while (!preferred.isEmpty() || !others.isEmpty()) {
      if (!preferred.isEmpty()) {
        ordered.add(preferred.remove());
      }
      if (!others.isEmpty()) {
        ordered.add(others.remove());
      }
    }
    return ordered;
  }

  /** Tries the next address, of which there must be one. */
  void tryNext() {
    if (timer != null) {
      timer.cancel(false);
    }
    ChannelFuture connect =
        new Bootstrap()
            .group(loop)
            .channel(SocketChannels.socketChannelClass(loop))
            .option(ChannelOption.TCP_NODELAY, true)
            .option(ChannelOption.RECVBUF_ALLOCATOR, RECV_ALLOCATOR)
            .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, 0) // The deadline covers it.
            .option(ChannelOption.AUTO_CLOSE, false) // A failed write must not end the reads.
            .handler(new ChannelInboundHandlerAdapter()) // The winner's are added when it has won.
            .connect(new InetSocketAddress(untried.remove(), port));
    if (connect.isDone() && !connect.isSuccess()) {
      // Creating the socket failed, and the placeholder channel has no event loop.
      loop.execute(() -> onFailure(connect));
      return;
    }
    connecting.add(connect.channel());
    connect.addListener(
        future -> {
          if (future.isSuccess()) {
            onSuccess(connect.channel());
          } else {
            onFailure(connect);
          }
        });
    if (!untried.isEmpty()) {
      timer = loop.schedule(this::tryNext, DELAY_MILLIS, TimeUnit.MILLISECONDS);
    }
  }

  /** Closes all that still connect. The listener is not called any more. */
  void cancel() {
    ended = true;
    untried.clear();
    if (timer != null) {
      timer.cancel(false);
    }
    List.copyOf(connecting).forEach(Channel::close);
  }

  private void onSuccess(Channel channel) {
    if (ended) {
      channel.close();
      return;
    }
    connecting.remove(channel);
    cancel();
    try {
      listener.onConnected(channel);
    } catch (RuntimeException | LinkageError | OutOfMemoryError e) {
      // Netty would log it, and the call would wait for its last timeout.
      channel.close();
      listener.onFailed(e);
    }
  }

  private void onFailure(ChannelFuture connect) {
    connecting.remove(connect.channel());
    if (ended) {
      return;
    }
    if (!untried.isEmpty()) {
      tryNext();
    } else if (connecting.isEmpty()) {
      ended = true;
      listener.onFailed(connect.cause());
    }
  }
}
