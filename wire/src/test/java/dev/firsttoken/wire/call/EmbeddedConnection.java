package dev.firsttoken.wire.call;

import dev.firsttoken.wire.testing.LeakWatch;
import io.netty.buffer.ByteBuf;
import io.netty.channel.embedded.EmbeddedChannel;
import java.nio.charset.StandardCharsets;

/** Connection without a socket, so that a test can split reads at any byte. */
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

  RecordingCallListener call(RecordingCallListener recorder) {
    connection.call(Caller.request(2), recorder);
    channel.runPendingTasks();
    channel.releaseOutbound();
    return recorder;
  }

  /** Performs socket reads, each of which empties the socket. */
  void read(String... reads) {
    for (String read : reads) {
      readTogether(read);
    }
  }

  /** Performs several reads of one readiness event, as if the data exceeded one buffer. */
  void readTogether(String... reads) {
    for (String read : reads) {
      // A closed socket has no reads, and no read is empty.
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

  /** Performs one read and returns the exception that reached the end of the pipeline. */
  Throwable readExpectingException(String read) {
    try {
      read(read);
    } catch (RuntimeException exception) {
      return exception;
    }
    throw new AssertionError("no exception reached the end of the pipeline");
  }

  /** Closes the stream as the server would. */
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
