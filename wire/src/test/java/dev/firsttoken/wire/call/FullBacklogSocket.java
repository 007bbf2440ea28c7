package dev.firsttoken.wire.call;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Listening socket with a full backlog, which accepts no more connections. */
final class FullBacklogSocket implements AutoCloseable {
  private final ServerSocket serverSocket;
  private final List<SocketChannel> backlog = new ArrayList<>();

  FullBacklogSocket() throws IOException {
    serverSocket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
    // More than a backlog of 1 can hold; further connects wait.
    for (int i = 0; i < 8; i++) {
      SocketChannel channel = SocketChannel.open();
      backlog.add(channel);
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port()));
    }
  }

  int port() {
    return serverSocket.getLocalPort();
  }

  /** Accepts what waits, so that the next connect succeeds. */
  void drain() throws IOException {
    // Those that still connect would take the places that become free.
    closeBacklog();
    serverSocket.accept().close();
    serverSocket.accept().close();
  }

  @Override
  public void close() throws IOException {
    closeBacklog();
    serverSocket.close();
  }

  private void closeBacklog() throws IOException {
    for (SocketChannel channel : backlog) {
      channel.close();
    }
  }
}
