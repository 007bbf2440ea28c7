package dev.firsttoken.proxy.pool;

import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.proxy.meter.FailureLog;
import dev.firsttoken.wire.call.Origin;

/** Log of the failures of one upstream. */
public final class UpstreamLog {
  private final FailureLog log;
  private final FailureLog.Source source;
  private final Origin origin;
  private final boolean named;

  private UpstreamLog(FailureLog log, FailureLog.Source source, Origin origin, boolean named) {
    this.log = log;
    this.source = source;
    this.origin = origin;
    this.named = named;
  }

  /** Log of an upstream that the operator named. */
  public static UpstreamLog of(FailureLog log, Origin origin) {
    return new UpstreamLog(log, new FailureLog.Source(origin.toString()), origin, true);
  }

  /**
   * Log of an upstream that a caller named. All of them share their lines, so that no caller can
   * make the log grow, and no host name is written that might be a secret of the caller.
   */
  public static UpstreamLog ofCaller(FailureLog log, Origin origin) {
    return new UpstreamLog(log, new FailureLog.Source("chosen by a caller"), origin, false);
  }

  /**
   * Reports a failure.
   *
   * @param detail says what failed, without secrets
   */
  public void report(FailureKind kind, String detail) {
    // The name of the upstream is not to be said twice, or not at all.
    String text = detail.replace(" to " + origin + ":", ":");
    log.report(
        kind,
        source,
        "Upstream %s: %s."
            .formatted(source.name(), named ? text : text.replace(origin.host(), "its host")));
  }
}
