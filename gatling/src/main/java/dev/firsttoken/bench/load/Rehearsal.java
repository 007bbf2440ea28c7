package dev.firsttoken.bench.load;

import dev.firsttoken.bench.options.Ask;
import dev.firsttoken.bench.options.Talk;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.samples.Phase;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Lets this JVM read a few streams of its own before it measures anybody's: the first stream that a
 * JVM reads takes 100 to 200 ms longer, for loading classes, and that would count as the target's
 * time to first token. The target sees nothing of it.
 */
final class Rehearsal {
  private static final Duration LENGTH = Duration.ofMillis(600);
  private static final Duration PATIENCE = Duration.ofSeconds(5);
  private static final int FRAMES = 100;
  private static final Due WARMUP = Due.now(0, Phase.WARMUP);
  private static final String HEAD =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String FRAME =
      """
      data: {"id":"rehearsal","object":"chat.completion.chunk","created":1,"model":"rehearsal",\
      "seq":1,"due_ns":123456789,"sent_ns":123456789,"choices":[{"index":0,\
      "delta":{"content":"as long as a common chunk"},"finish_reason":null}]}

      """;
  private static final String DONE = "data: [DONE]\n\n";

  private final long end = System.nanoTime() + LENGTH.toNanos();
  private final CountDownLatch over = new CountDownLatch(1);

  private Rehearsal() {}

  /** Returns when it is over; whatever goes wrong with it is no fault of the run. */
  static void play(Ask ask) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().name("rehearsal").start(() -> serve(server));
      new Rehearsal().read(server, ask, group.next());
    } catch (IOException e) {
      System.err.println("bench: no rehearsal on a loopback port: " + e.getMessage());
    } finally {
      group.shutdownGracefully(0, PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void read(ServerSocket server, Ask ask, EventLoop loop) {
    URI url =
        URI.create(
            "http://%s:%d/"
                .formatted(server.getInetAddress().getHostAddress(), server.getLocalPort()));
    Target target = new Target(url, true, PATIENCE, null, null);
    Calls calls = Calls.to(target, Asking.of(target, ask, Talk.PLAIN), sample -> {});
    ChatUser user = new ChatUser(calls, loop, 0, 0);
    loop.execute(() -> next(user));
    try {
      if (!over.await(PATIENCE.toNanos(), TimeUnit.NANOSECONDS)) {
        System.err.println(
            "bench: the rehearsal did not end within " + PATIENCE.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void next(ChatUser user) {
    if (System.nanoTime() - end < 0) {
      user.ask(WARMUP, Told.done(sample -> user.loop().execute(() -> next(user))));
    } else {
      user.stop();
      over.countDown();
    }
  }

  private static void serve(ServerSocket server) {
    byte[] head = ascii(HEAD);
    byte[] frame = ascii(chunk(FRAME));
    byte[] done = ascii(chunk(DONE) + "0\r\n\r\n");
    try (Socket socket = server.accept()) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (skipRequest(in)) {
        socket.getOutputStream().write(head);
        for (int i = 0; i < FRAMES; i++) {
          socket.getOutputStream().write(frame);
        }
        socket.getOutputStream().write(done);
      }
    } catch (IOException e) {
      // The other side has left: the rehearsal is over.
    }
  }

  private static String chunk(String data) {
    return Integer.toHexString(data.length()) + "\r\n" + data + "\r\n";
  }

  private static byte[] ascii(String text) {
    return text.getBytes(StandardCharsets.US_ASCII);
  }

  /** False where there is no further request. */
  private static boolean skipRequest(InputStream in) throws IOException {
    StringBuilder head = new StringBuilder();
    while (head.length() < 4 || head.indexOf("\r\n\r\n", head.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      head.append((char) next);
    }
    int at = head.indexOf("content-length: ") + "content-length: ".length();
    in.skipNBytes(Integer.parseInt(head.substring(at, head.indexOf("\r", at))));
    return true;
  }
}
