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

  private final Timeline timeline;
  private final Kind kind;
  private final ChatScanner chat;
  private final SseScanner events;
  private long bytesWaiting;
  private boolean contentWaiting;
  private boolean error;

  Observer(HttpResponse head, Timeline timeline) {
    this.timeline = timeline;
    this.kind = kind(head);
    this.chat = new ChatScanner(this::chunk);
    this.events = new SseScanner(chat);
  }

  void data(ByteBuf bytes, int from, int to) {
    bytesWaiting += to - from;
    switch (kind) {
      case STREAM -> events.scan(bytes, from, to);
      case WHOLE -> chat.data(bytes, from, to);
      case OPAQUE -> {}
    }
  }

  /** What was looked at so far has been handed to the client's socket. */
  void handedOn() {
    timeline.bytesOut(bytesWaiting);
    bytesWaiting = 0;
    if (contentWaiting) {
      contentWaiting = false;
      timeline.contentSent(System.nanoTime());
    }
  }

  /** The answer is whole. */
  void end() {
    if (kind == Kind.WHOLE) {
      chat.event();
    }
  }

  /** A stream that began with 200 said that it failed. */
  boolean error() {
    return error;
  }

  private void chunk(ChatScanner facts) {
    if (kind == Kind.STREAM && facts.content()) {
      timeline.contentEvent();
      contentWaiting = true;
    }
    if (facts.completionTokens() >= 0) {
      timeline.tokens(facts.completionTokens());
    }
    error |= kind == Kind.STREAM && facts.error();
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
