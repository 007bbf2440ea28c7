package dev.firsttoken.wire.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import javax.net.ServerSocketFactory;
import javax.net.ssl.SSLServerSocketFactory;

/**
 * Server on a real loopback socket that follows a script byte by byte. A script serves one
 * connection on a thread of its own. It can read requests, send bytes in any pieces, wait for
 * conditions, and end the connection in any way.
 */
public final class ScriptedServer implements AutoCloseable {
  /** Serves one connection, which is closed when the script returns. */
  @FunctionalInterface
  public interface Script {
    void serve(Peer peer) throws IOException, InterruptedException;
  }

  private final ServerSocket serverSocket;
  private final String scheme;
  private final Script script;
  private final List<Peer> peers = new CopyOnWriteArrayList<>();
  private final List<Peer.Request> requests = new CopyOnWriteArrayList<>();
  private final List<Throwable> failures = new CopyOnWriteArrayList<>();
  private final Set<Thread> threads = ConcurrentHashMap.newKeySet();

  private ScriptedServer(ServerSocketFactory sockets, Script script) throws IOException {
    this.serverSocket = sockets.createServerSocket(0, 512, InetAddress.getLoopbackAddress());
    this.scheme = sockets instanceof SSLServerSocketFactory ? "https" : "http";
    this.script = script;
    startThread(this::accept);
  }

  /** Listens on a free loopback port and runs the script for every connection. */
  public static ScriptedServer running(Script script) {
    return runningOn(ServerSocketFactory.getDefault(), script);
  }

  /** Listens on sockets of another kind, such as TLS. */
  public static ScriptedServer runningOn(ServerSocketFactory sockets, Script script) {
    try {
      return new ScriptedServer(sockets, script);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Sends the same response to each request and keeps connections open. */
  public static ScriptedServer responding(byte[] response) {
    return running(
        peer -> {
          while (peer.readRequest() != null) {
            peer.send(response);
          }
        });
  }

  /** Sends the same response to each request after a delay. */
  public static ScriptedServer respondingAfter(Duration delay, byte[] response) {
    return running(
        peer -> {
          while (peer.readRequest() != null) {
            Thread.sleep(delay);
            peer.send(response);
          }
        });
  }

  public int port() {
    return serverSocket.getLocalPort();
  }

  public String baseUrl() {
    return scheme + "://" + InetAddress.getLoopbackAddress().getHostAddress() + ":" + port();
  }

  /** All connections so far, in order of arrival. */
  public List<Peer> peers() {
    return peers;
  }

  /** All requests read so far, from all connections. */
  public List<Peer.Request> requests() {
    return requests;
  }

  /** Exceptions of scripts, except those caused by a client that disconnected. */
  public List<Throwable> failures() {
    return failures;
  }

  @Override
  public void close() {
    try {
      serverSocket.close();
      for (Peer peer : peers) {
        peer.close();
      }
      for (Thread thread : threads) {
        thread.interrupt();
        thread.join(5_000);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void accept() {
    while (!serverSocket.isClosed()) {
      try {
        Socket socket = serverSocket.accept();
        socket.setTcpNoDelay(true);
        Peer peer = new Peer(socket, requests);
        peers.add(peer);
        if (serverSocket.isClosed()) {
          peer.close(); // Accepted while close() was closing the others.
        } else {
          startThread(() -> serve(peer));
        }
      } catch (IOException e) {
        if (!serverSocket.isClosed()) {
          failures.add(e);
        }
      }
    }
  }

  private void serve(Peer peer) {
    try (peer) {
      script.serve(peer);
    } catch (IOException e) {
      peer.onDisconnect(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | AssertionError e) {
      failures.add(e);
    }
  }

  private void startThread(Runnable task) {
    Thread thread =
        Thread.ofVirtual()
            .unstarted(
                () -> {
                  try {
                    task.run();
                  } finally {
                    threads.remove(Thread.currentThread());
                  }
                });
    threads.add(thread);
    thread.start();
  }
}
