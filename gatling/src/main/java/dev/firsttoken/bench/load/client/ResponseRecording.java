package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.AskedTokens;
import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.bench.samples.Sample.Lenience;
import dev.firsttoken.wire.call.ContentCodings;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.sse.SseSink;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Everything observed of one request; reused for the next request of the same user. */
final class ResponseRecording implements ChatSink {
  private static final String EVENT_STREAM = "text/event-stream";

  /** More than any model writes; a stream without end must not fill the memory. */
  static final int MAX_EVENTS = 1 << 18;

  /** Limit of the body, which is read but not kept. */
  static final long MAX_BYTES = 1L << 28;

  private static final byte[][] ERROR_NAMES = {
    "\"error".getBytes(StandardCharsets.US_ASCII),
    "event: error".getBytes(StandardCharsets.US_ASCII)
  };

  final LongList events = new LongList();
  final LongList stamps = new LongList();

  /** Lengths that the request asked for. */
  AskedTokens asked = AskedTokens.NONE;

  long sendNanos;
  long writeNanos;
  long headersNanos;
  int status;
  int reasoningEvents;
  int toolCallEvents;
  int firstOutput;
  long completionTokens;
  long promptTokens;
  long cachedTokens;
  @Nullable String finishReason;
  long bytes;
  int reads;
  boolean eventStream;

  /** True if the body should be read as one JSON object. */
  boolean jsonBody;

  /** True if a stream has events, or a body that is not streamed holds a response of its API. */
  boolean answered;

  boolean done;
  boolean error;
  boolean failed;
  boolean malformed;
  @Nullable String contentType;

  /** True if the start of the body may be needed for a message. */
  private boolean keepsExcerpt;

  /** Content encoding, or null if the body is not encoded. */
  @Nullable String encoding;

  /** Value of the Retry-After header, or null if there is none. */
  @Nullable String retryAfter;

  /** Why the response exceeds a limit, or null if it does not. */
  @Nullable String excess;

  /** Start of a body that is not a stream, or of an event with an error. */
  private final Excerpt excerpt = new Excerpt();

  /** Start of an event that the reads so far have not completed. */
  private final Excerpt unfinishedEvent = new Excerpt();

  final ExpectedResponse expected;
  private final boolean capturesContent;
  private @Nullable ContentCapture contentCapture;
  private SseSink sink = new ChatScanner(this);
  private SseScanner scanner = new SseScanner(sink);

  /** True if the content type is not that of a stream, and the options allow it. */
  boolean otherType;

  private @Nullable ByteBuf currentRead;
  private int currentFrom;
  private int currentTo;
  private long readNanos;
  private boolean ended;

  /**
   * @param capturesContent true if the text of responses will be needed
   */
  ResponseRecording(ExpectedResponse expected, boolean capturesContent) {
    this.expected = expected;
    this.capturesContent = capturesContent;
  }

  void reset(long nanos) {
    events.clear();
    stamps.clear();
    excerpt.clear();
    unfinishedEvent.clear();
    if (!isPlain()) {
      contentCapture = capturesContent ? new ContentCapture(this, expected) : null;
      sink = contentCapture == null ? new ChatScanner(this) : contentCapture;
      scanner = new SseScanner(sink);
    }
    asked = AskedTokens.NONE;
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
    cachedTokens = Sample.NONE;
    finishReason = null;
    bytes = 0;
    reads = 0;
    eventStream = false;
    jsonBody = false;
    otherType = false;
    answered = false;
    done = false;
    error = false;
    failed = false;
    ended = false;
    malformed = false;
    contentType = null;
    encoding = null;
    retryAfter = null;
    excess = null;
  }

  /** Returns true if the request is a plain GET, of whose response only the size is recorded. */
  boolean isPlain() {
    return expected.isPlain();
  }

  /** Releases what was recorded, to free memory. */
  void release() {
    contentCapture = null;
    events.release();
    stamps.release();
  }

  void onHeaders(HttpResponse response, long nanos) {
    headersNanos = nanos;
    status = response.status().code();
    contentType = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    encoding = ContentCodings.of(response.headers());
    retryAfter = response.headers().get(HttpHeaderNames.RETRY_AFTER);
    boolean isSuccess = response.status().codeClass() == HttpStatusClass.SUCCESS;
    keepsExcerpt = encoding == null && (!isPlain() || !isSuccess);
    if (isSuccess && encoding == null) {
      String type = mediaType(contentType);
      boolean anyType = expected.options().anyContentType();
      otherType = anyType && expected.isStream() && !type.equals(EVENT_STREAM);
      eventStream = expected.isStream() && (anyType || type.equals(EVENT_STREAM));
      jsonBody = expected.isWhole() && isJson(type);
    }
  }

  private static boolean isJson(String type) {
    return type.equals("application/json") || type.endsWith("+json");
  }

  void onData(ByteBuf read, int from, int to, long nanos) {
    bytes += to - from;
    if (nanos != readNanos) {
      readNanos = nanos;
      reads++;
    }
    currentRead = read;
    currentFrom = from;
    currentTo = to;
    if (eventStream) {
      scanner.scan(read, from, to);
      keepUnfinishedEvent(read, from, to);
    } else if (jsonBody) {
      sink.onData(read, from, to);
    }
    if (keepsExcerpt && (!eventStream || (otherType && !answered))) {
      excerpt.add(read, from, to);
    }
    currentRead = null;
    if (events.size() > MAX_EVENTS) {
      excess = "the response has more than %,d content events".formatted(MAX_EVENTS);
    } else if (bytes > MAX_BYTES) {
      excess = "the response has more than %,d MiB".formatted(MAX_BYTES >> 20);
    }
  }

  /** Keeps the start of an event that is not complete: the stream may break off in an error. */
  private void keepUnfinishedEvent(ByteBuf data, int from, int to) {
    int start = to;
    while (start > from && !endsEvent(data, from, start)) {
      start--;
    }
    if (start > from) {
      unfinishedEvent.clear();
    }
    unfinishedEvent.add(data, start, to);
  }

  /** True if the bytes before {@code end} end with a blank line. */
  private static boolean endsEvent(ByteBuf data, int from, int end) {
    if (end - from < 2 || data.getByte(end - 1) != '\n') {
      return false;
    }
    int previous = data.getByte(end - 2) == '\r' ? end - 3 : end - 2;
    return previous >= from && data.getByte(previous) == '\n';
  }

  /** Is called when the body is complete: some servers leave out the end of the last event. */
  void onComplete() {
    if (jsonBody) {
      sink.onEvent(false);
    }
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
    answered |= !jsonBody || isResponse(facts);
    if (facts.hasContent() && !jsonBody) {
      addContentEvent(facts);
    }
    if (facts.completionTokens() >= 0) {
      completionTokens = facts.completionTokens();
    }
    if (facts.promptTokens() >= 0) {
      promptTokens = facts.promptTokens();
      // The usage of an embedding is complete without output tokens.
      completionTokens = expected.isEmbedding() ? 0 : completionTokens;
    }
    if (facts.cachedTokens() >= 0) {
      cachedTokens = facts.cachedTokens();
    }
    String reason = facts.finishReason();
    if (reason != null && !failed) {
      finishReason = reason;
    }
    failed |= facts.hasFailed();
    done = expected.isLastEvent(facts);
    if (facts.hasError() || facts.isMalformed()) {
      if (!error && !malformed) {
        addExcerpt();
      }
      error |= facts.hasError();
      malformed |= facts.isMalformed();
    }
  }

  /** Returns true if the body of a response that is not streamed is one of its API. */
  private boolean isResponse(ChunkFacts facts) {
    boolean hasOutcome =
        facts.hasContent() || facts.finishReason() != null || facts.completionTokens() >= 0;
    return switch (expected.endpoint()) {
      case CHAT, COMPLETIONS -> facts.hasChoices() && hasOutcome;
      case RESPONSES -> facts.hasOutputItems() && hasOutcome;
      case MESSAGES -> facts.hasContentBlocks() && hasOutcome;
      case EMBEDDINGS -> facts.hasEmbedding();
    };
  }

  /** What the options allow the response to lack, if it counts as successful. */
  Lenience lenience() {
    boolean hasNoLastEvent = eventStream && !done;
    return hasNoLastEvent || otherType ? new Lenience(hasNoLastEvent, otherType) : Lenience.NONE;
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

  /** Adds the event that is being read, and whatever follows it in its last read. */
  private void addExcerpt() {
    ByteBuf data = currentRead;
    excerpt.add(unfinishedEvent);
    if (data != null) {
      excerpt.add(data, unfinishedEvent.isEmpty() ? errorStart(data) : currentFrom, currentTo);
    }
  }

  /** Start of the line that names an error, else of the read. */
  private int errorStart(ByteBuf data) {
    for (byte[] name : ERROR_NAMES) {
      for (int at = currentFrom; at <= currentTo - name.length; at++) {
        if (data.getByte(at) == name[0] && matches(data, at, name)) {
          int lineStart = at;
          while (lineStart > currentFrom && data.getByte(lineStart - 1) != '\n') {
            lineStart--;
          }
          return lineStart;
        }
      }
    }
    return currentFrom;
  }

  private static boolean matches(ByteBuf data, int at, byte[] name) {
    for (int i = 1; i < name.length; i++) {
      if (data.getByte(at + i) != name[i]) {
        return false;
      }
    }
    return true;
  }

  /**
   * Captured content events.
   *
   * @return the events, or null if they were not captured
   */
  ContentCapture.@Nullable Events capturedEvents() {
    return contentCapture == null ? null : contentCapture.events();
  }

  /** Start of a body that is not a stream, in one line. */
  String bodyExcerpt() {
    return excerpt.line();
  }

  /** The server's own words about an error, in one line, or an empty text. */
  String errorMessage() {
    Excerpt text = excerpt;
    if (text.isEmpty() && unfinishedEvent.line().contains("error")) {
      text = unfinishedEvent;
    }
    return ErrorMessage.find(text.line());
  }

  private static String mediaType(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
