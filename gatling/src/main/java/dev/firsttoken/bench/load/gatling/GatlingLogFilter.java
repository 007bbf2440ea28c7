package dev.firsttoken.bench.load.gatling;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxy;
import ch.qos.logback.core.filter.Filter;
import ch.qos.logback.core.spi.FilterReply;
import java.io.IOException;

/**
 * Log filter that drops Gatling's errors about its own log, which it can't write or read back on a
 * full disk. Each has a stack trace, and the bench reports its own files.
 */
public final class GatlingLogFilter extends Filter<ILoggingEvent> {
  private static final String WRITER_FAILED = "Actor file-data-writer crashed";

  @Override
  public FilterReply decide(ILoggingEvent event) {
    return event.getFormattedMessage().startsWith(WRITER_FAILED) || isAboutItsLog(event)
        ? FilterReply.DENY
        : FilterReply.NEUTRAL;
  }

  /** Gatling reads and writes no other file: the bench reads those of the user. */
  private static boolean isAboutItsLog(ILoggingEvent event) {
    return event.getLoggerName().startsWith("io.gatling.")
        && event.getThrowableProxy() instanceof ThrowableProxy proxy
        && proxy.getThrowable() instanceof IOException;
  }
}
