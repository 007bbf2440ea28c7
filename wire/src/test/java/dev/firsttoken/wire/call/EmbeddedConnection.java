package dev.firsttoken.wire.call;

import dev.firsttoken.wire.testing.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** A connection without a socket, for reads that are cut just where the test wants. */
final class EmbeddedConnection implements AutoCloseable {
  private final LeakWatch leaks = LeakWatch.start();
  private final EmbeddedChannel channel = new EmbeddedChannel();
  private final Connection connection = new Connection(channel.eventLoop());

  EmbeddedConnection() {
    ResponseReader reader = new ResponseReader(connection.state());
    Dialer.initPipeline(channel.pipeline(), null, connection.state(), reader);
    connection.state().onConnecting(channel);
    connection.onConnected(reader);
  }

  Connection connection() {
    return connection;
  }

  Recorder call(Recorder recorder) {
    connection.call(Caller.request(2), recorder);
    channel.runPendingTasks();
    channel.releaseOutbound();
    return recorder;
  }

  /** One socket read each, with nothing left in the socket after it. */
  void read(String... reads) {
    for (String read : reads) {
      readTogether(read);
    }
  }

  /** Several reads of a socket that holds more than one buffer takes. */
  void readTogether(String... reads) {
    for (String read : reads) {
      // A closed socket brings nothing, and no socket brings nothing at all.
      if (channel.isActive() && !read.isEmpty()) {
        ByteBuf bytes = channel.alloc().buffer();
        bytes.writeCharSequence(read, StandardCharsets.ISO_8859_1);
        channel.writeOneInbound(bytes).syncUninterruptibly();
      }
    }
    if (channel.isActive()) {
      channel.flushInbound();
    }
    channel.runPendingTasks();
  }

  /** One read, and what reached the end of the pipeline as nobody's fault but ours. */
  Throwable readExpectingException(String read) {
    try {
      read(read);
    } catch (RuntimeException exception) {
      return exception;
    }
    throw new AssertionError("no fault came out of the pipeline");
  }

  /** The other side ends the stream. */
  void fin() {
    channel.close();
    channel.runPendingTasks();
  }

  boolean isOpen() {
    return channel.isOpen();
  }

  @Override
  public void close() {
    channel.finishAndReleaseAll();
    leaks.close();
  }
}
