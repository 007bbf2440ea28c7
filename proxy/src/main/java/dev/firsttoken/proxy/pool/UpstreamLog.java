package dev.firsttoken.proxy.pool;

import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.wire.call.Origin;

/** Log of the failures of one upstream. */
public final class UpstreamLog {
  private static final FailureLog.Source CALLER = new FailureLog.Source("chosen by a caller");

  private final FailureLog log;
  private final FailureLog.Source source;

  private UpstreamLog(FailureLog log, FailureLog.Source source) {
    this.log = log;
    this.source = source;
  }

  /** Log of an upstream that the operator named. */
  public static UpstreamLog of(FailureLog log, Origin origin) {
    return new UpstreamLog(log, new FailureLog.Source(origin.toString()));
  }

  /**
   * Log of an upstream that a caller named. All of them share their lines, so that no caller can
   * make the log grow, and no host name is written that might be a secret of the caller.
   */
  public static UpstreamLog ofCaller(FailureLog log) {
    return new UpstreamLog(log, CALLER);
  }

  /**
   * Reports a failure.
   *
   * @param detail says what failed, without secrets and without the upstream's name
   */
  public void report(FailureKind kind, String detail) {
    log.report(kind, source, "Upstream %s: %s.".formatted(source.name(), detail));
  }
}
