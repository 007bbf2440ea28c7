package dev.firsttoken.bench.run;

import dev.firsttoken.bench.load.client.ClientContext;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.Workload;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.Target;
import dev.firsttoken.bench.options.WorkloadOptions;
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
final class JvmWarmup {
  private static final Duration DURATION = Duration.ofMillis(600);
  private static final Duration TIMEOUT = Duration.ofSeconds(5);
  private static final int FRAMES = 100;
  private static final PlannedRequest WARMUP = PlannedRequest.immediate(0, Phase.WARMUP);
  private static final String RESPONSE_HEADERS =
      "HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n";
  private static final String FRAME =
      """
      data: {"id":"rehearsal","object":"chat.completion.chunk","created":1,"model":"rehearsal",\
      "seq":1,"due_ns":123456789,"sent_ns":123456789,"choices":[{"index":0,\
      "delta":{"content":"as long as a common chunk"},"finish_reason":null}]}

      """;
  private static final String DONE = "data: [DONE]\n\n";

  private final long deadline = System.nanoTime() + DURATION.toNanos();
  private final CountDownLatch finished = new CountDownLatch(1);

  private JvmWarmup() {}

  /** Returns when it is over; whatever goes wrong with it is no fault of the run. */
  static void run(RequestOptions requestOptions) {
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    EventLoopGroup group = new MultiThreadIoEventLoopGroup(1, io);
    try (ServerSocket server = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      Thread.ofVirtual().name("rehearsal").start(() -> serve(server));
      new JvmWarmup().read(server, requestOptions, group.next());
    } catch (IOException e) {
      System.err.println("bench: no rehearsal on a loopback port: " + e.getMessage());
    } finally {
      group.shutdownGracefully(0, TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    }
  }

  private void read(ServerSocket server, RequestOptions requestOptions, EventLoop loop) {
    URI url =
        URI.create(
            "http://%s:%d/"
                .formatted(server.getInetAddress().getHostAddress(), server.getLocalPort()));
    Target target = new Target(url, true, TIMEOUT, null, null);
    ClientContext clientContext =
        ClientContext.forTarget(
            target, Workload.of(target, requestOptions, WorkloadOptions.DEFAULT), sample -> {});
    VirtualUser user = new VirtualUser(clientContext, loop, 0, 0);
    loop.execute(() -> sendNext(user));
    try {
      if (!finished.await(TIMEOUT.toNanos(), TimeUnit.NANOSECONDS)) {
        System.err.println("bench: the rehearsal did not end within " + TIMEOUT.toSeconds() + " s");
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private void sendNext(VirtualUser user) {
    if (System.nanoTime() - deadline < 0) {
      user.send(WARMUP, sample -> user.loop().execute(() -> sendNext(user)));
    } else {
      user.stop();
      finished.countDown();
    }
  }

  private static void serve(ServerSocket server) {
    byte[] headers = ascii(RESPONSE_HEADERS);
    byte[] frame = ascii(chunk(FRAME));
    byte[] done = ascii(chunk(DONE) + "0\r\n\r\n");
    try (Socket socket = server.accept()) {
      socket.setTcpNoDelay(true);
      InputStream in = new BufferedInputStream(socket.getInputStream());
      while (skipRequest(in)) {
        socket.getOutputStream().write(headers);
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
    StringBuilder headers = new StringBuilder();
    while (headers.length() < 4 || headers.indexOf("\r\n\r\n", headers.length() - 4) < 0) {
      int next = in.read();
      if (next < 0) {
        return false;
      }
      headers.append((char) next);
    }
    int at = headers.indexOf("content-length: ") + "content-length: ".length();
    in.skipNBytes(Integer.parseInt(headers.substring(at, headers.indexOf("\r", at))));
    return true;
  }
}
