package dev.firsttoken.proxy.upstream;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import javax.net.ServerSocketFactory;

/** Factory of server sockets on one port, whatever port is asked for. */
final class OnePort extends ServerSocketFactory {
  private final int port;

  OnePort(int port) {
    this.port = port;
  }

  @Override
  public ServerSocket createServerSocket(int ignored) throws IOException {
    return new ServerSocket(port);
  }

  @Override
  public ServerSocket createServerSocket(int ignored, int backlog) throws IOException {
    return new ServerSocket(port, backlog);
  }

  @Override
  public ServerSocket createServerSocket(int ignored, int backlog, InetAddress address)
      throws IOException {
    return new ServerSocket(port, backlog, address);
  }
}
