package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.call.ContentCodings;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything observed of one request; reused for the next request of the same user. */
final class ResponseRecording implements ChatSink {
  private static final int EXCERPT_BYTES = 300;

  final LongList events = new LongList();
  final LongList stamps = new LongList();
  long sendNanos;
  long writeNanos;
  long headersNanos;
  int status;
  int reasoningEvents;
  int toolCallEvents;
  int firstOutput;
  long completionTokens;
  long promptTokens;
  @Nullable String finishReason;
  long bytes;
  int reads;
  boolean eventStream;
  boolean done;
  boolean error;
  boolean failed;
  boolean malformed;
  @Nullable String contentType;

  /** Content encoding, or null if the body is not encoded. */
  @Nullable String encoding;

  /** Start of a body that is not a stream, or of the read that contained an error. */
  private final StringBuilder excerpt = new StringBuilder();

  private final boolean capturesContent;
  private @Nullable ContentCapture contentCapture;
  private SseScanner scanner = new SseScanner(new ChatScanner(this));
  private @Nullable ByteBuf currentRead;
  private int currentFrom;
  private int currentTo;
  private long readNanos;
  private boolean ended;

  /**
   * @param capturesContent true if the text of responses will be needed
   */
  ResponseRecording(boolean capturesContent) {
    this.capturesContent = capturesContent;
  }

  void reset(long nanos) {
    events.clear();
    stamps.clear();
    excerpt.setLength(0);
    contentCapture = capturesContent ? new ContentCapture(this) : null;
    scanner = new SseScanner(contentCapture == null ? new ChatScanner(this) : contentCapture);
    sendNanos = nanos;
    writeNanos = Sample.NONE;
    headersNanos = Sample.NONE;
    readNanos = Sample.NONE;
    status = 0;
    reasoningEvents = 0;
    toolCallEvents = 0;
    firstOutput = -1;
    completionTokens = Sample.NONE;
    promptTokens = Sample.NONE;
    finishReason = null;
    bytes = 0;
    reads = 0;
    eventStream = false;
    done = false;
    error = false;
    failed = false;
    ended = false;
    malformed = false;
    contentType = null;
    encoding = null;
  }

  void onHeaders(HttpResponse response, long nanos) {
    headersNanos = nanos;
    status = response.status().code();
    contentType = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    encoding = ContentCodings.of(response.headers());
    eventStream =
        response.status().codeClass() == HttpStatusClass.SUCCESS
            && "text/event-stream".equals(mediaType(contentType))
            && encoding == null;
  }

  void onData(ByteBuf data, int from, int to, long nanos) {
    bytes += to - from;
    if (nanos != readNanos) {
      readNanos = nanos;
      reads++;
    }
    currentRead = data;
    currentFrom = from;
    currentTo = to;
    if (eventStream) {
      scanner.scan(data, from, to);
    } else if (encoding == null) {
      addExcerpt();
    }
    currentRead = null;
  }

  /** Is called when the body is complete: some servers leave out the end of the last event. */
  void onComplete() {
    ended = true;
    if (eventStream) {
      scanner.finish();
    }
  }

  @Override
  public void onChunk(ChunkFacts facts) {
    if (done || facts.isKeepAlive() || (ended && facts.isMalformed() && !facts.hasError())) {
      // Events after [DONE] and keep-alives are no part of the stream; half an event is none.
      return;
    }
    if (facts.hasContent()) {
      addContentEvent(facts);
    }
    if (facts.completionTokens() >= 0) {
      completionTokens = facts.completionTokens();
    }
    if (facts.promptTokens() >= 0) {
      promptTokens = facts.promptTokens();
    }
    String reason = facts.finishReason();
    if (reason != null && !failed) {
      finishReason = reason;
    }
    failed |= facts.hasFailed();
    done = facts.isDone();
    if (facts.hasError() || facts.isMalformed()) {
      if (!error && !malformed) {
        addExcerpt();
      }
      error |= facts.hasError();
      malformed |= facts.isMalformed();
    }
  }

  private void addContentEvent(ChunkFacts facts) {
    if (facts.hasReasoning()) {
      reasoningEvents++;
    }
    if (facts.hasToolCall()) {
      toolCallEvents++;
    }
    if (firstOutput < 0 && (facts.hasText() || facts.hasToolCall() || facts.hasMedia())) {
      firstOutput = events.size();
    }
    events.add(readNanos);
    if (facts.dueNanos() >= 0 && facts.sentNanos() >= 0) {
      stamps.add(facts.dueNanos());
      stamps.add(facts.sentNanos());
      stamps.add(readNanos);
    }
  }

  private void addExcerpt() {
    ByteBuf data = currentRead;
    int remaining = EXCERPT_BYTES - excerpt.length();
    if (data != null && remaining > 0) {
      int length = Math.min(remaining, currentTo - currentFrom);
      excerpt.append(data.toString(currentFrom, length, StandardCharsets.UTF_8));
    }
  }

  /**
   * Captured content events.
   *
   * @return the events, or null if they were not captured
   */
  ContentCapture.@Nullable Events capturedEvents() {
    return contentCapture == null ? null : contentCapture.events();
  }

  /** The excerpt in one line. */
  String excerptLine() {
    return excerpt.toString().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  private static String mediaType(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
