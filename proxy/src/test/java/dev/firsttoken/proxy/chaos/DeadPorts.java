package dev.firsttoken.proxy.chaos;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.List;

/** Ports to which no client can connect. */
final class DeadPorts implements AutoCloseable {
  /** Bound, so that no other process gets the port, but not listening: refuses a SYN. */
  private final Socket unlistened = new Socket();

  /** Listening with a full backlog: drops a SYN. */
  private final ServerSocket full;

  private final List<SocketChannel> pending = new ArrayList<>();

  DeadPorts() throws IOException {
    InetAddress loopback = InetAddress.getLoopbackAddress();
    unlistened.bind(new InetSocketAddress(loopback, 0));
    full = new ServerSocket(0, 1, loopback);
    // More than a backlog of 1 can hold; further connects wait.
    for (int i = 0; i < 8; i++) {
      SocketChannel channel = SocketChannel.open();
      pending.add(channel);
      channel.configureBlocking(false);
      channel.connect(new InetSocketAddress(loopback, full.getLocalPort()));
    }
  }

  int refusing() {
    return unlistened.getLocalPort();
  }

  int unaccepting() {
    return full.getLocalPort();
  }

  @Override
  public void close() throws IOException {
    for (SocketChannel channel : pending) {
      channel.close();
    }
    full.close();
    unlistened.close();
  }
}
