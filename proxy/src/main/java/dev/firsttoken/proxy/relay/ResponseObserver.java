package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.exchange.SseHeaders;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Locale;

/**
 * Looks at an answer as it passes, for the few facts that the meter needs. What it can't read costs
 * a metric and never a byte.
 */
final class ResponseObserver {
  private enum Kind {
    STREAM,
    JSON,
    OPAQUE
  }

  /** A stream of more events than that has begun, if in words that are not known here. */
  private static final int MAX_PRELUDE_EVENTS = 16;

  private final Timeline timeline;
  private final Kind kind;
  private final ChatScanner chat;
  private final SseScanner events;
  private long readNanos;
  private long unflushedBytes;
  private boolean contentUnflushed;
  private int eventCount;
  private boolean started;
  private boolean errorReported;
  private boolean finished;

  ResponseObserver(HttpResponse response, Timeline timeline) {
    this.timeline = timeline;
    this.kind = kindOf(response);
    this.chat = new ChatScanner(this::onChunk);
    this.events = new SseScanner(chat);
  }

  /**
   * @param readNanos when the bytes were read, on the monotonic clock
   */
  void scan(ByteBuf bytes, int from, int to, long readNanos) {
    this.readNanos = readNanos;
    unflushedBytes += to - from;
    switch (kind) {
      case STREAM -> events.scan(bytes, from, to);
      case JSON -> {
        chat.onData(bytes, from, to);
        started = true;
      }
      case OPAQUE -> started = true;
    }
  }

  /** What was looked at so far has been handed to the client's socket. */
  void onFlushed(long nanos) {
    timeline.addBytesOut(unflushedBytes);
    unflushedBytes = 0;
    if (contentUnflushed) {
      contentUnflushed = false;
      timeline.onContentSent(nanos);
    }
  }

  /** The answer is whole. */
  void onEnd() {
    if (kind == Kind.JSON) {
      chat.onEvent();
    }
  }

  /** The answer has told something: a first content event, where it can be read. */
  boolean hasStarted() {
    return started;
  }

  /** A stream that began with 200 said that it failed. */
  boolean hasError() {
    return errorReported;
  }

  /** An event stream stands where an event of ours could follow. */
  boolean isAtBoundary() {
    return kind == Kind.STREAM && events.isAtEventBoundary();
  }

  /** An event stream ended without the mark that says that it was whole. */
  boolean isTruncated() {
    return kind == Kind.STREAM && !finished;
  }

  private void onChunk(ChatScanner facts) {
    if (facts.completionTokens() >= 0) {
      timeline.setCompletionTokens(facts.completionTokens());
    }
    if (kind == Kind.STREAM) {
      if (facts.hasContent()) {
        timeline.onContentEvent(readNanos);
        contentUnflushed = true;
        started = true;
      }
      started |= !facts.isKeepAlive() && ++eventCount > MAX_PRELUDE_EVENTS;
      errorReported |= facts.hasError();
      finished |= facts.isDone() || facts.isFinished();
    }
  }

  private static Kind kindOf(HttpResponse response) {
    HttpHeaders headers = response.headers();
    if (headers.contains(HttpHeaderNames.CONTENT_ENCODING)) {
      return Kind.OPAQUE;
    }
    if (SseHeaders.isEventStream(headers)) {
      return Kind.STREAM;
    }
    String type = headers.get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    return type.startsWith("application/json") ? Kind.JSON : Kind.OPAQUE;
  }
}
