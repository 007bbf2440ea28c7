package dev.firsttoken.proxy.relay;

import dev.firsttoken.proxy.meter.Timeline;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import java.util.Locale;

/**
 * Looks at an answer as it passes, for the few facts that the meter needs. What it can't read costs
 * a metric and never a byte.
 */
final class Observer {
  private enum Kind {
    STREAM,
    WHOLE,
    OPAQUE
  }

  /** A stream of more events than that has begun, if in words that are not known here. */
  private static final int LONGEST_PRELUDE = 16;

  private final Timeline timeline;
  private final Kind kind;
  private final ChatScanner chat;
  private final SseScanner events;
  private long nanos;
  private long bytesWaiting;
  private boolean contentWaiting;
  private int eventsSeen;
  private boolean begun;
  private boolean error;
  private boolean finished;

  Observer(HttpResponse head, Timeline timeline) {
    this.timeline = timeline;
    this.kind = kind(head);
    this.chat = new ChatScanner(this::chunk);
    this.events = new SseScanner(chat);
  }

  /**
   * @param nanos when the bytes were read, on the monotonic clock
   */
  void data(ByteBuf bytes, int from, int to, long nanos) {
    this.nanos = nanos;
    bytesWaiting += to - from;
    switch (kind) {
      case STREAM -> events.scan(bytes, from, to);
      case WHOLE -> {
        chat.data(bytes, from, to);
        begun = true;
      }
      case OPAQUE -> begun = true;
    }
  }

  /** What was looked at so far has been handed to the client's socket. */
  void handedOn(long nanos) {
    timeline.bytesOut(bytesWaiting);
    bytesWaiting = 0;
    if (contentWaiting) {
      contentWaiting = false;
      timeline.contentSent(nanos);
    }
  }

  /** The answer is whole. */
  void end() {
    if (kind == Kind.WHOLE) {
      chat.event();
    }
  }

  /** The answer has told something: a first content event, where it can be read. */
  boolean begun() {
    return begun;
  }

  /** A stream that began with 200 said that it failed. */
  boolean error() {
    return error;
  }

  /** An event stream stands where an event of ours could follow. */
  boolean atBoundary() {
    return kind == Kind.STREAM && events.atBoundary();
  }

  /** An event stream ended without the mark that says that it was whole. */
  boolean truncated() {
    return kind == Kind.STREAM && !finished;
  }

  private void chunk(ChatScanner facts) {
    if (facts.completionTokens() >= 0) {
      timeline.tokens(facts.completionTokens());
    }
    if (kind == Kind.STREAM) {
      if (facts.content()) {
        timeline.contentEvent(nanos);
        contentWaiting = true;
        begun = true;
      }
      begun |= !facts.keepAlive() && ++eventsSeen > LONGEST_PRELUDE;
      error |= facts.error();
      finished |= facts.done() || facts.finished();
    }
  }

  private static Kind kind(HttpResponse head) {
    String type = head.headers().get(HttpHeaderNames.CONTENT_TYPE, "").toLowerCase(Locale.ROOT);
    if (head.headers().contains(HttpHeaderNames.CONTENT_ENCODING)) {
      return Kind.OPAQUE;
    }
    return type.startsWith("text/event-stream")
        ? Kind.STREAM
        : type.startsWith("application/json") ? Kind.WHOLE : Kind.OPAQUE;
  }
}
