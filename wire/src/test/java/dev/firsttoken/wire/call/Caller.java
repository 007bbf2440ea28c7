package dev.firsttoken.wire.call;

import dev.firsttoken.wire.testing.LeakWatch;
import dev.firsttoken.wire.testing.ScriptedServer;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.EventLoop;
import io.netty.channel.IoHandlerFactory;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.channel.nio.NioIoHandler;
import io.netty.handler.codec.http.DefaultHttpHeaders;
import io.netty.handler.ssl.SslContext;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Client side of a test: one event loop, and the calls on it. No buffer may be left at the end. */
final class Caller implements AutoCloseable {
  static final Duration CONNECT_TIMEOUT = Duration.ofSeconds(20);

  /**
   * Transport of the event loop. io_uring is left out, because Netty 4.2.18 can miss a reset that
   * arrives with the last data; see docs/proxy.md.
   */
  enum Loops {
    NIO,
    EPOLL;

    /** Transports available on this machine. */
    static Stream<Loops> loadable() {
      return Stream.of(values())
          .filter(
              loops ->
                  switch (loops) {
                    case NIO -> true;
                    case EPOLL -> Epoll.isAvailable();
                  });
    }

    private IoHandlerFactory factory() {
      return switch (this) {
        case NIO -> NioIoHandler.newFactory();
        case EPOLL -> EpollIoHandler.newFactory();
      };
    }
  }

  private final LeakWatch leaks = LeakWatch.start();
  private final MultiThreadIoEventLoopGroup group;
  private final EventLoop loop;
  private final List<Connection> connections = new ArrayList<>();

  Caller(Loops loops) {
    group = new MultiThreadIoEventLoopGroup(1, loops.factory());
    loop = group.next();
  }

  EventLoop loop() {
    return loop;
  }

  Connection dial(ScriptedServer server) {
    return dial(server, null);
  }

  Connection dial(ScriptedServer server, @Nullable SslContext tls) {
    return dial(new Dialer(Origin.of(URI.create(server.baseUrl())), CONNECT_TIMEOUT, tls));
  }

  Connection dial(Dialer dialer) {
    Connection connection = onLoop(() -> dialer.dial(loop));
    connections.add(connection);
    return connection;
  }

  /** Makes one call on a new connection and waits for its end. */
  RecordingCallListener callOnce(ScriptedServer server) throws InterruptedException {
    RecordingCallListener recorder = call(dial(server));
    recorder.result();
    return recorder;
  }

  RecordingCallListener call(Connection connection) {
    return call(connection, new RecordingCallListener());
  }

  RecordingCallListener call(Connection connection, RecordingCallListener recorder) {
    run(
        () -> {
          connection.call(request(2), recorder);
          if (recorder.hasEnded()) {
            throw new AssertionError("ended before call(..) returned: " + recorder.callbacks());
          }
        });
    return recorder;
  }

  /** Encodes a POST with a body of this length. */
  static ByteBuf request(int bodyBytes) {
    Request request =
        new Request(new Origin(false, "localhost", 80), "/v1/chat", new DefaultHttpHeaders());
    ByteBuf body = ByteBufAllocator.DEFAULT.buffer(bodyBytes);
    body.writeCharSequence("x".repeat(bodyBytes), StandardCharsets.US_ASCII);
    return request.encode(ByteBufAllocator.DEFAULT, body);
  }

  void run(Runnable task) {
    onLoop(
        () -> {
          task.run();
          return true;
        });
  }

  <T> T onLoop(Callable<T> task) {
    try {
      return loop.submit(task).get(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new AssertionError(e);
    } catch (ExecutionException e) {
      throw new AssertionError(e.getCause());
    } catch (TimeoutException e) {
      throw new AssertionError("the event loop did not run the task within 20 s", e);
    }
  }

  /** Runs a few turns of the event loop, which reads what has arrived, almost certainly. */
  void runLoopTurns() {
    for (int round = 0; round < 5; round++) {
      run(() -> {});
    }
  }

  /** Shuts the loop down as an exiting process would; the loop closes its open sockets. */
  void shutDown() {
    // With a quiet period of 0 the loop can end before it has closed its sockets.
    group.shutdownGracefully(1, 10_000, TimeUnit.MILLISECONDS).awaitUninterruptibly();
  }

  @Override
  public void close() {
    try {
      if (!loop.isShuttingDown()) {
        run(() -> connections.forEach(connection -> connection.abort(CallOutcome.CANCELLED)));
      }
      // Before the shutdown, in which the loop may end before it has closed its sockets.
      leaks.close();
    } finally {
      group.shutdownGracefully(0, 10, TimeUnit.SECONDS).awaitUninterruptibly();
    }
  }
}
