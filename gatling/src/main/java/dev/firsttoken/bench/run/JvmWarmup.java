package dev.firsttoken.bench.run;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import dev.firsttoken.bench.load.client.ClientContext;
import dev.firsttoken.bench.load.client.VirtualUser;
import dev.firsttoken.bench.load.client.Workload;
import dev.firsttoken.bench.load.requests.PlannedRequest;
import dev.firsttoken.bench.options.Options;
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
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * Warms up the client's code on streams of a local server before the target is measured. The first
 * stream that a JVM reads takes 100 to 200 ms longer, for loading classes, which would count as the
 * target's TTFT. The target receives nothing.
 *
 * <p>It goes on beside whatever comes before the load, which takes as long. Its first request does
 * not: Netty's classes are initialized by one thread at a time, so that no two can wait for each
 * other's.
 */
final class JvmWarmup {
  private static final Duration DURATION = Duration.ofMillis(600);
  private static final Duration MAX_WAIT = Duration.ofSeconds(5);
  private static final Duration REQUEST_TIMEOUT = Duration.ofSeconds(5);
  private static final Duration SHUTDOWN_TIMEOUT = Duration.ofSeconds(5);
  private static final int FRAMES = 100;
  private static final PlannedRequest WARMUP = PlannedRequest.immediate(0, Phase.WARMUP);
  private static final String FRAME =
      """
      data: {"id":"warm-up","object":"chat.completion.chunk","created":1,"model":"warm-up",\
      "seq":1,"due_ns":123456789,"sent_ns":123456789,"choices":[{"index":0,\
      "delta":{"content":"as long as a common chunk"},"finish_reason":null}]}

      """;
  private static final String DONE = "data: [DONE]\n\n";

  private final long deadline;
  private final Duration maxWait;
  private final PrintStream err;
  private final CountDownLatch firstEnded = new CountDownLatch(1);
  private final CountDownLatch finished = new CountDownLatch(1);
  private final AtomicBoolean closed = new AtomicBoolean();
  private final HttpServer server;
  private final EventLoopGroup group;

  /**
   * @param server responds to the requests; stopped at the end of the warm-up
   * @param duration time after which no further request is sent
   * @param maxWait limit of each wait for the warm-up
   */
  JvmWarmup(HttpServer server, Duration duration, Duration maxWait, PrintStream err) {
    this.deadline = System.nanoTime() + duration.toNanos();
    this.maxWait = maxWait;
    this.err = err;
    boolean epoll = Epoll.isAvailable();
    IoHandlerFactory io = epoll ? EpollIoHandler.newFactory() : NioIoHandler.newFactory();
    this.server = server;
    this.group = new MultiThreadIoEventLoopGroup(1, io);
  }

  /**
   * Starts the warm-up, which ends by itself. Returns when its first request has ended. A failure
   * is reported and does not fail the run.
   *
   * @return the warm-up, or null if there is none
   */
  static @Nullable JvmWarmup start(Options options) {
    try {
      JvmWarmup warmup = new JvmWarmup(startServer(), DURATION, MAX_WAIT, System.err);
      warmup.begin(options);
      return warmup;
    } catch (IOException e) {
      System.err.println("bench: JVM warm-up skipped, no loopback port: " + e.getMessage());
      return null;
    }
  }

  /** Sends the first request, and returns when it has ended. */
  void begin(Options options) {
    try {
      sendRequests(options);
    } catch (RuntimeException e) {
      close(); // Else its threads would keep the JVM alive.
      err.println("bench: JVM warm-up skipped: " + e.getMessage());
    }
    await(firstEnded);
  }

  /** Returns when the warm-up has ended. */
  void await() {
    await(finished);
  }

  private void await(CountDownLatch ended) {
    try {
      if (!ended.await(maxWait.toNanos(), TimeUnit.NANOSECONDS) && close()) {
        err.println("bench: the JVM warm-up did not end in " + maxWait.toMillis() + " ms");
      }
    } catch (InterruptedException e) {
      close();
      Thread.currentThread().interrupt();
    }
  }

  /** Ends the warm-up; true the first time. */
  private boolean close() {
    if (!closed.compareAndSet(false, true)) {
      return false;
    }
    server.stop(0);
    group.shutdownGracefully(0, SHUTDOWN_TIMEOUT.toMillis(), TimeUnit.MILLISECONDS);
    firstEnded.countDown();
    finished.countDown();
    return true;
  }

  private static HttpServer startServer() throws IOException {
    // Otherwise Nagle's algorithm holds each response back for 40 ms.
    System.setProperty("sun.net.httpserver.nodelay", "true");
    InetSocketAddress anyPort = new InetSocketAddress(InetAddress.getLoopbackAddress(), 0);
    HttpServer server = HttpServer.create(anyPort, 1);
    server.createContext("/", JvmWarmup::respond);
    server.start();
    return server;
  }

  private URI url() {
    InetSocketAddress address = server.getAddress();
    return URI.create(
        "http://%s:%d/".formatted(address.getAddress().getHostAddress(), address.getPort()));
  }

  private static void respond(HttpExchange exchange) throws IOException {
    try (exchange;
        OutputStream body = exchange.getResponseBody()) {
      exchange.getRequestBody().readAllBytes();
      exchange.getResponseHeaders().set("content-type", "text/event-stream");
      exchange.sendResponseHeaders(200, 0); // 0: chunked
      for (int i = 0; i < FRAMES; i++) {
        writeChunk(body, FRAME);
      }
      writeChunk(body, DONE);
    }
  }

  private static void writeChunk(OutputStream body, String event) throws IOException {
    body.write(event.getBytes(US_ASCII));
    body.flush();
  }

  private void sendRequests(Options options) {
    Target target = new Target(url(), true, REQUEST_TIMEOUT, null, null);
    Workload workload =
        options.loadOptions().micro()
            ? Workload.ofPlain(target)
            : Workload.of(target, options.requestOptions(), WorkloadOptions.DEFAULT);
    ClientContext clientContext = ClientContext.forTarget(target, workload, sample -> {});
    EventLoop loop = group.next();
    VirtualUser user = new VirtualUser(clientContext, loop, 0, 0);
    loop.execute(() -> sendNext(user));
  }

  /** Sends at least one request, however long it took to get here. */
  private void sendNext(VirtualUser user) {
    if (user.warmedUp() == 0 || System.nanoTime() - deadline < 0) {
      user.send(
          WARMUP,
          sample -> {
            firstEnded.countDown();
            if (!closed.get()) {
              user.loop().execute(() -> sendNext(user));
            }
          });
    } else {
      user.stop();
      close();
    }
  }
}
