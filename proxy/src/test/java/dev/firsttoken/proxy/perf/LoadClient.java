package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive connection to the target. It knows the responses in advance, so it searches only
 * for timestamps and for the last bytes. Other tests check that the relay changes nothing else.
 */
final class LoadClient extends ChannelInboundHandlerAdapter {
  private static final String OK = "HTTP/1.1 200";

  /** Where a client records what it receives. */
  record Recorders(WindowCounts windowCounts, FirstFailure firstFailure) {}

  private final WindowCounts windowCounts;
  private final FirstFailure firstFailure;
  private final LastBytes lastBytes = new LastBytes();
  private @Nullable Channel channel;
  private @Nullable LoadRequest current;
  private long sentNanos;
  private boolean headersPending;
  private boolean firstEventPending;
  private int pendingDigits;
  private long stamp;

  LoadClient(Recorders recorders) {
    this.windowCounts = recorders.windowCounts;
    this.firstFailure = recorders.firstFailure;
  }

  /** True if no response is outstanding. */
  boolean isIdle() {
    return current == null;
  }

  /** Sends a request unless the previous response is outstanding. */
  void send(LoadRequest loadRequest) {
    if (current != null || channel == null) {
      return;
    }
    current = loadRequest;
    headersPending = true;
    firstEventPending = true;
    pendingDigits = 0;
    sentNanos = System.nanoTime();
    channel.writeAndFlush(loadRequest.request());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (current != null) {
      firstFailure.report("the target closed a connection before the end of the response");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    firstFailure.report("a connection to the target failed: " + cause);
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    long now = System.nanoTime();
    ByteBuf bytes = (ByteBuf) message;
    if (headersPending) {
      headersPending = false;
      checkStatus(bytes);
    }
    if (current != LoadRequest.BUFFERED) {
      readStamps(bytes, now);
    }
    long lastEight = lastBytes.append(bytes);
    bytes.release();
    if (isComplete(lastEight)) {
      current = null;
      windowCounts.onResponse();
    }
  }

  private void readStamps(ByteBuf bytes, long now) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (pendingDigits == 0) {
        int mark = bytes.indexOf(at, end, CannedResponses.STAMP_MARKER);
        if (mark < 0) {
          return;
        }
        at = mark + 1;
        pendingDigits = CannedResponses.STAMP_DIGITS;
        stamp = 0;
      }
      for (; pendingDigits > 0 && at < end; pendingDigits--) {
        stamp = stamp * 10 + bytes.getByte(at++) - '0';
      }
      if (pendingDigits == 0) {
        onEvent(now);
      }
    }
  }

  private void onEvent(long now) {
    if (current == LoadRequest.STREAM) {
      windowCounts.onFrame(now - stamp);
    } else if (firstEventPending) {
      firstEventPending = false;
      windowCounts.onFirstEvent(now - sentNanos);
    }
  }

  private boolean isComplete(long lastEight) {
    return current == LoadRequest.BUFFERED
        ? (lastEight & 0xFFFFL) == CannedResponses.BUFFERED_END
        : (lastEight & 0xFF_FFFF_FFFF_FFFFL) == CannedResponses.STREAM_END;
  }

  private void checkStatus(ByteBuf bytes) {
    int length = Math.min(OK.length(), bytes.readableBytes());
    String status = bytes.toString(bytes.readerIndex(), length, StandardCharsets.US_ASCII);
    if (!status.equals(OK)) {
      firstFailure.report("the target responded: " + bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
