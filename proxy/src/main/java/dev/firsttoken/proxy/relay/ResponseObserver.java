package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.exchange.SseHeaders;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Locale;

/**
 * Reads the few facts that the meter needs from a response as it passes. A response that it cannot
 * parse costs a metric and never a byte.
 */
final class ResponseObserver {
  private enum Kind {
    STREAM,
    JSON,
    OPAQUE
  }

  /** A stream of more events counts as started, even if none of them is known as content. */
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

  /** Is called when all scanned bytes were handed to the client's socket. */
  void onFlushed(long nanos) {
    timeline.addBytesOut(unflushedBytes);
    unflushedBytes = 0;
    if (contentUnflushed) {
      contentUnflushed = false;
      timeline.onContentSent(nanos);
    }
  }

  /** Is called when the response is complete. */
  void onEnd() {
    if (kind == Kind.JSON) {
      chat.onEvent(false);
    }
  }

  /** Reports whether the first content event came, or any body where events are not parsed. */
  boolean hasStarted() {
    return started;
  }

  /** Reports whether the stream carried an error event. */
  boolean hasError() {
    return errorReported;
  }

  /** Reports whether an error event could follow. */
  boolean isAtBoundary() {
    return kind == Kind.STREAM && events.isAtEventBoundary();
  }

  /** Reports whether an event stream has no finish reason and no {@code [DONE]} yet. */
  boolean isTruncated() {
    return kind == Kind.STREAM && !finished;
  }

  private void onChunk(ChunkFacts facts) {
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
