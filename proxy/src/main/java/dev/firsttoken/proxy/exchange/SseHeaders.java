package dev.firsttoken.proxy.exchange;

import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaderValues;
import io.netty.handler.codec.http.HttpHeaders;

/** Response headers of a stream of server-sent events. */
public final class SseHeaders {
  private static final String CONTENT_TYPE = HttpHeaderValues.TEXT_EVENT_STREAM.toString();

  private SseHeaders() {}

  /** Reports whether the content is an event stream, whatever the case of its type. */
  public static boolean isEventStream(HttpHeaders headers) {
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "");
    int parameters = type.indexOf(';');
    String essence = parameters < 0 ? type : type.substring(0, parameters);
    return essence.strip().equalsIgnoreCase(CONTENT_TYPE);
  }

  /** Sets the headers of a stream made here. */
  public static void set(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CONTENT_TYPE, CONTENT_TYPE);
    disableBuffering(headers);
  }

  /** Keeps a cache or an nginx in front of the proxy from holding events back. */
  public static void disableBuffering(HttpHeaders headers) {
    headers.set(HttpHeaderNames.CACHE_CONTROL, HttpHeaderValues.NO_CACHE);
    headers.set("x-accel-buffering", "no");
  }
}
