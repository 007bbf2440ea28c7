package dev.firsttoken.proxy.pool;

import dev.firsttoken.proxy.meter.FailureKind;
import dev.firsttoken.wire.call.CallResult;
import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * A call that the circuit breakers have admitted. It reports to them, and to the log, how it went.
 * Used on one event loop only.
 */
public final class AdmittedCall {
  private final BreakerKey key;
  private final UpstreamLog log;
  private final UpstreamBreaker.Call connection;
  private final UpstreamBreaker.@Nullable Call response;
  private final Runnable onServed;
  private boolean failed;

  /**
   * @param connection reports to the breaker of all connections
   * @param response reports to the breaker of the key, or null if it has none
   * @param onServed is called when a 2xx response has begun
   */
  AdmittedCall(
      BreakerKey key,
      UpstreamLog log,
      UpstreamBreaker.Call connection,
      UpstreamBreaker.@Nullable Call response,
      Runnable onServed) {
    this.key = key;
    this.log = log;
    this.connection = connection;
    this.response = response;
    this.onServed = onServed;
  }

  /** Is called when response headers came. */
  public void onResponse(int status) {
    connection.onSuccess();
    if (status >= 200 && status < 300) {
      onServed.run();
    }
    if (status == 401 || status == 403) {
      log.report(FailureKind.UPSTREAM_UNAUTHORIZED, "it responded %d to %s".formatted(status, key));
    } else if (status >= 500) {
      log.report(FailureKind.UPSTREAM_STATUS, "it responded %d to %s".formatted(status, key));
    }
    if (concernsRequest(status)) {
      if (response != null) {
        response.onIgnored();
      }
    } else if (status >= 500) {
      fail();
    } else if (response != null) {
      response.onSuccess();
    }
  }

  /** Is called when the call has ended on the connection, or could not start. */
  public void onEnded(CallResult result) {
    String detail = Objects.requireNonNullElse(result.detail(), result.outcome().toString());
    switch (result.outcome()) {
      case COMPLETED, CANCELLED -> {}
      case CONNECT_FAILED -> failConnect(FailureKind.UPSTREAM_CONNECT, detail);
      case NO_DESCRIPTOR ->
          log.report(
              FailureKind.DESCRIPTORS, detail + "; raise the limit of open files (ulimit -n)");
      case LOOKUPS_BUSY -> log.report(FailureKind.LOOKUPS, detail);
      case TLS_UNTRUSTED, TLS_EXPIRED, TLS_WRONG_NAME, TLS_FAILED ->
          failConnect(FailureKind.UPSTREAM_TLS, detail);
      case ADDRESS_REFUSED -> log.report(FailureKind.UPSTREAM_ADDRESS, detail);
      case TRUNCATED, RESET, TIMED_OUT -> onFailed(FailureKind.UPSTREAM_RESET, detail);
      case MALFORMED -> {
        // The rest is text of the upstream, which may repeat a key.
        int end = detail.indexOf(": ");
        onFailed(FailureKind.UPSTREAM_MALFORMED, end < 0 ? detail : detail.substring(0, end));
      }
    }
  }

  /**
   * Is called when the call failed on an established connection, before or after its headers.
   *
   * @param detail says how, without secrets
   */
  public void onFailed(FailureKind kind, String detail) {
    if (!failed) {
      log.report(kind, "%s (%s)".formatted(detail, key));
      connection.onSuccess();
      fail();
    }
  }

  /** Is called when the call could not start, because no connection became free. */
  public void onQueueTimeout(Duration timeout) {
    log.report(
        FailureKind.UPSTREAM_BUSY,
        "no connection became free within %d ms, see LLM_MAX_CONNECTIONS"
            .formatted(timeout.toMillis()));
  }

  /** Is called when the call has ended, with a verdict or without: the client may have left. */
  public void onReleased() {
    connection.onIgnored();
    if (response != null) {
      response.onIgnored();
    }
  }

  private void failConnect(FailureKind kind, String detail) {
    failed = true;
    log.report(kind, detail);
    connection.onFailure();
  }

  private void fail() {
    failed = true;
    if (response != null) {
      response.onFailure();
    }
  }

  /**
   * Reports whether a 5xx status tells of the request and not of the server: a method or feature
   * that it lacks (501), the version (505), negotiation (506), a loop (508) or extensions (510).
   */
  private static boolean concernsRequest(int status) {
    return switch (status) {
      case 501, 505, 506, 508, 510 -> true;
      default -> false;
    };
  }
}
