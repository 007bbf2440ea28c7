package dev.firsttoken.bench.load.gatling;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;

/**
 * Log filter that drops what Gatling says, with a stack trace for each try, when it can't write its
 * own log, or read it again because it is cut: on a full disk. The bench names its own files then.
 */
public final class GatlingLogFilter extends Filter<ILoggingEvent> {
  private static final String WRITER_FAILED = "Actor file-data-writer crashed";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getFormattedMessage().startsWith(WRITER_FAILED) || isAboutItsLog(event)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  /** Gatling has no other file: the bench itself reads those of the user. */
  private static boolean isAboutItsLog(ILoggingEvent event) {
    return event.getLoggerName().startsWith("io.gatling.")
        && event.getThrowableProxy() instanceof ThrowableProxy proxy
        && proxy.getThrowable() instanceof IOException;
  }
}
