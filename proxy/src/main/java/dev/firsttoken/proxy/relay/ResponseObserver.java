package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.exchange.SseHeaders;
import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.wire.call.ContentCodings;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpHeaders;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
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

  /** A stream of more events counts as started, even if each of them only announces output. */
  private static final int MAX_PRELUDE_EVENTS = 16;

  private final Timeline timeline;
  private final Kind kind;

  /** False for a status that is an error itself. */
  private final boolean isSuccess;

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
    this.isSuccess = response.status().codeClass() == HttpStatusClass.SUCCESS;
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

  /** Is called when the response is complete: the last event may lack its blank line. */
  void onEnd() {
    switch (kind) {
      case STREAM -> events.finish();
      case JSON -> chat.onEvent(false);
      case OPAQUE -> {}
    }
  }

  /**
   * Reports whether an event came that does more than announce output, or any body where events are
   * not parsed.
   */
  boolean hasStarted() {
    return started;
  }

  /** Reports whether a response with a status of success says that it failed. */
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
    errorReported |= isSuccess && (facts.hasError() || facts.hasFailed());
    if (kind == Kind.STREAM) {
      if (facts.hasContent()) {
        timeline.onContentEvent(readNanos);
        contentUnflushed = true;
      }
      started |= !facts.isPrelude();
      started |= !facts.isKeepAlive() && ++eventCount > MAX_PRELUDE_EVENTS;
      finished |= facts.isDone() || facts.isFinished();
    }
  }

  private static Kind kindOf(HttpResponse response) {
    HttpHeaders headers = response.headers();
    if (ContentCodings.of(headers) != null) {
      return Kind.OPAQUE;
    }
    if (SseHeaders.isEventStream(headers)) {
      return Kind.STREAM;
    }
    return isJson(headers.get(HttpHeaderNames.CONTENT_TYPE, "")) ? Kind.JSON : Kind.OPAQUE;
  }

  private static boolean isJson(String contentType) {
    int end = contentType.indexOf(';');
    String mediaType = end < 0 ? contentType : contentType.substring(0, end);
    String type = mediaType.strip().toLowerCase(Locale.ROOT);
    return type.equals("application/json") || type.endsWith("+json") || type.equals("text/json");
  }
}
