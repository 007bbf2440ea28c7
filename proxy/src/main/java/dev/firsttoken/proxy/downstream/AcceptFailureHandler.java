package dev.firsttoken.proxy.downstream;

import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.wire.call.FailureReason;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import java.util.concurrent.TimeUnit;

/**
 * Pauses the listening socket for a second when no client can be accepted, and tells the operator
 * if there is no file descriptor. Netty would pause too, but write a stack trace each second.
 */
final class AcceptFailureHandler extends ChannelInboundHandlerAdapter {
  private static final long PAUSE_SECONDS = 1;

  private final FailureLog failureLog;

  AcceptFailureHandler(FailureLog failureLog) {
    this.failureLog = failureLog;
  }

  @Override
  public void exceptionCaught(ChannelHandlerContext ctx, Throwable cause) {
    // An immediate retry would fail again, and keep the event loop busy.
    ctx.channel().config().setAutoRead(false);
    ctx.executor()
        .schedule(() -> ctx.channel().config().setAutoRead(true), PAUSE_SECONDS, TimeUnit.SECONDS);
    if (!FailureReason.isDescriptorLimit(cause)) {
      ctx.fireExceptionCaught(cause);
      return;
    }
    failureLog.report(
        FailureKind.DESCRIPTORS,
        FailureLog.Source.PROXY,
        "No client connection can be accepted: %s; raise the limit of open files (ulimit -n)."
            .formatted(FailureReason.of(cause)));
  }
}
