package dev.firsttoken.bench.engine;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Forwards connections to a server and records all that the server sends. */
final class RecordingTap implements AutoCloseable {
  private final ServerSocket listener;
  private final int target;
  private final List<Socket> sockets = new CopyOnWriteArrayList<>();
  private final ByteArrayOutputStream recorded = new ByteArrayOutputStream();

  /**
   * @param target loopback port of the server
   */
  RecordingTap(int target) throws IOException {
    this.target = target;
    listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    Thread.startVirtualThread(this::acceptAll);
  }

  int port() {
    return listener.getLocalPort();
  }

  /** Forgets what was recorded. */
  void clear() {
    recorded.reset();
  }

  /** Returns the bytes that the server has sent since {@link #clear}. */
  byte[] recorded() {
    return recorded.toByteArray();
  }

  private void acceptAll() {
    try {
      while (true) {
        Socket client = listener.accept();
        Socket server = new Socket(InetAddress.getLoopbackAddress(), target);
        sockets.addAll(List.of(client, server));
        Thread.startVirtualThread(() -> forward(client, server, OutputStream.nullOutputStream()));
        Thread.startVirtualThread(() -> forward(server, client, recorded));
      }
    } catch (IOException e) {
      // The tap was closed.
    }
  }

  private static void forward(Socket from, Socket to, OutputStream copy) {
    byte[] buffer = new byte[1 << 14];
    try (from;
        to) {
      InputStream in = from.getInputStream();
      for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
        copy.write(buffer, 0, read);
        to.getOutputStream().write(buffer, 0, read);
      }
    } catch (IOException e) {
      // One side has closed, so both are closed.
    }
  }

  @Override
  public void close() throws IOException {
    listener.close();
    for (Socket socket : sockets) {
      socket.close();
    }
  }
}
