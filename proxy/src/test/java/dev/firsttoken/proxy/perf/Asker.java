package dev.firsttoken.proxy.perf;

import io.netty.buffer.ByteBuf;
import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * One kept-alive connection to the target. It knows the answers by heart, so it looks for stamps
 * and for the answer's last bytes alone; whether the relay leaves the rest as it was, other tests
 * ask.
 */
final class Asker extends ChannelInboundHandlerAdapter {
  private static final String OK = "HTTP/1.1 200";

  /** Where it tells what it saw. */
  record Seen(Tally tally, Trouble trouble) {}

  private final Tally tally;
  private final Trouble trouble;
  private final Tail tail = new Tail();
  private @Nullable Channel channel;
  private @Nullable Question asked;
  private long askedNanos;
  private boolean headDue;
  private boolean firstDue;
  private int digitsDue;
  private long stamp;

  Asker(Seen seen) {
    this.tally = seen.tally;
    this.trouble = seen.trouble;
  }

  /** Whether the last answer is over. */
  boolean idle() {
    return asked == null;
  }

  /** Asks, unless the last answer is still on its way. */
  void ask(Question question) {
    if (asked != null || channel == null) {
      return;
    }
    asked = question;
    headDue = true;
    firstDue = true;
    digitsDue = 0;
    askedNanos = System.nanoTime();
    channel.writeAndFlush(question.request());
  }

  @Override
  public void channelActive(ChannelHandlerContext ctx) {
    channel = ctx.channel();
  }

  @Override
  public void channelInactive(ChannelHandlerContext ctx) {
    if (asked != null) {
      trouble.report("the target closed a connection before the answer's end");
    }
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    trouble.report("a connection to the target failed: " + cause);
    ctx.close();
  }

  @Override
  public void channelRead(ChannelHandlerContext ctx, Object message) {
    long now = System.nanoTime();
    ByteBuf bytes = (ByteBuf) message;
    if (headDue) {
      headDue = false;
      checkStatus(bytes);
    }
    if (asked != Question.FULL) {
      stamps(bytes, now);
    }
    long lastEight = tail.after(bytes);
    bytes.release();
    if (over(lastEight)) {
      asked = null;
      tally.answer();
    }
  }

  private void stamps(ByteBuf bytes, long now) {
    int at = bytes.readerIndex();
    int end = bytes.writerIndex();
    while (at < end) {
      if (digitsDue == 0) {
        int mark = bytes.indexOf(at, end, Answers.MARK);
        if (mark < 0) {
          return;
        }
        at = mark + 1;
        digitsDue = Answers.STAMP_DIGITS;
        stamp = 0;
      }
      for (; digitsDue > 0 && at < end; digitsDue--) {
        stamp = stamp * 10 + bytes.getByte(at++) - '0';
      }
      if (digitsDue == 0) {
        event(now);
      }
    }
  }

  private void event(long now) {
    if (asked == Question.FLOW) {
      tally.frame(now - stamp);
    } else if (firstDue) {
      firstDue = false;
      tally.firstEvent(now - askedNanos);
    }
  }

  private boolean over(long lastEight) {
    return asked == Question.FULL
        ? (lastEight & 0xFFFFL) == Answers.WHOLE_END
        : (lastEight & 0xFF_FFFF_FFFF_FFFFL) == Answers.STREAM_END;
  }

  private void checkStatus(ByteBuf bytes) {
    int length = Math.min(OK.length(), bytes.readableBytes());
    String status = bytes.toString(bytes.readerIndex(), length, StandardCharsets.US_ASCII);
    if (!status.equals(OK)) {
      trouble.report("the target answered: " + bytes.toString(StandardCharsets.UTF_8));
    }
  }
}
