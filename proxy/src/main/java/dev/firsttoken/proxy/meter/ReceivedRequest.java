package dev.firsttoken.proxy.meter;

import io.netty.util.AttributeKey;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a request that are known before its body is.
 *
 * @param method HTTP method, or null if the headers were not read
 * @param route label of its route, or null if it has none
 * @param headersReadNanos when its headers were read, or given up, on the monotonic clock
 * @param id under which its record is kept, or null to keep none
 */
public record ReceivedRequest(
    @Nullable String method, @Nullable String route, long headersReadNanos, @Nullable String id) {
  /** On a client connection: the last request that Micronaut got. */
  public static final AttributeKey<ReceivedRequest> FORWARDED =
      AttributeKey.valueOf(ReceivedRequest.class, "forwarded");

  /** A request of which no record is kept. */
  public ReceivedRequest(@Nullable String method, @Nullable String route, long headersReadNanos) {
    this(method, route, headersReadNanos, null);
  }

  /** A request whose headers were given up at this time. */
  public static ReceivedRequest withoutHeaders(long nanos) {
    return new ReceivedRequest(null, null, nanos);
  }

  double millisUntil(long nanos) {
    return (nanos - headersReadNanos) / Timeline.NANOS_PER_MILLI;
  }

  /** Size of the body that was sent: a response to HEAD has none. */
  long bytesSent(long bodyBytes) {
    return "HEAD".equals(method) ? 0 : bodyBytes;
  }
}
