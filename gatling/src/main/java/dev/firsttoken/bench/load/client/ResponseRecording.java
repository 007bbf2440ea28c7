package dev.firsttoken.bench.load.client;

import dev.firsttoken.bench.samples.Sample;
import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.sse.SseScanner;
import io.netty.buffer.ByteBuf;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponse;
import io.netty.handler.codec.http.HttpStatusClass;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** What was seen of one request, as it was seen; used again for the next one of the same user. */
final class ResponseRecording implements ChatSink {
  private static final int EXCERPT_BYTES = 300;
  private static final String IDENTITY = "identity";

  final LongList events = new LongList();
  final LongList stamps = new LongList();
  long sendNanos;
  long writeNanos;
  long headersNanos;
  int status;
  int reasoningEvents;
  int toolCallEvents;
  int firstAnswer;
  long completionTokens;
  long promptTokens;
  @Nullable String finishReason;
  long bytes;
  int reads;
  boolean stream;
  boolean done;
  boolean error;
  boolean malformed;
  @Nullable String contentType;

  /** Null where the body is as it is. */
  @Nullable String encoding;

  /** The beginning of a body that is no stream, or of the read that brought what went wrong. */
  private final StringBuilder excerpt = new StringBuilder();

  private final boolean capturesContent;
  private @Nullable ContentCapture contentCapture;
  private SseScanner scanner = new SseScanner(new ChatScanner(this));
  private @Nullable ByteBuf current;
  private int currentFrom;
  private int currentTo;
  private long readNanos;

  /**
   * @param capturesContent whether the text of answers will be asked for
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
    firstAnswer = -1;
    completionTokens = Sample.NONE;
    promptTokens = Sample.NONE;
    finishReason = null;
    bytes = 0;
    reads = 0;
    stream = false;
    done = false;
    error = false;
    malformed = false;
    contentType = null;
    encoding = null;
  }

  void onHeaders(HttpResponse response, long nanos) {
    headersNanos = nanos;
    status = response.status().code();
    contentType = response.headers().get(HttpHeaderNames.CONTENT_TYPE);
    String contentEncoding = response.headers().get(HttpHeaderNames.CONTENT_ENCODING, IDENTITY);
    encoding = IDENTITY.equalsIgnoreCase(contentEncoding) ? null : contentEncoding;
    stream =
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
    current = data;
    currentFrom = from;
    currentTo = to;
    if (stream) {
      scanner.scan(data, from, to);
    } else if (encoding == null) {
      excerpt();
    }
    current = null;
  }

  @Override
  public void onChunk(ChatScanner facts) {
    if (done || facts.isKeepAlive()) {
      return; // Neither what follows a stream's end nor what keeps it alive is a part of it.
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
    if (reason != null) {
      finishReason = reason;
    }
    done = facts.isDone();
    if (facts.hasError() || facts.isMalformed()) {
      if (!error && !malformed) {
        excerpt();
      }
      error |= facts.hasError();
      malformed |= facts.isMalformed();
    }
  }

  private void addContentEvent(ChatScanner facts) {
    if (facts.hasReasoning()) {
      reasoningEvents++;
    }
    if (facts.hasToolCall()) {
      toolCallEvents++;
    }
    if (firstAnswer < 0 && (facts.hasText() || facts.hasToolCall())) {
      firstAnswer = events.size();
    }
    events.add(readNanos);
    if (facts.dueNanos() >= 0 && facts.sentNanos() >= 0) {
      stamps.add(facts.dueNanos());
      stamps.add(facts.sentNanos());
      stamps.add(readNanos);
    }
  }

  private void excerpt() {
    ByteBuf data = current;
    int remaining = EXCERPT_BYTES - excerpt.length();
    if (data != null && remaining > 0) {
      int length = Math.min(remaining, currentTo - currentFrom);
      excerpt.append(data.toString(currentFrom, length, StandardCharsets.UTF_8));
    }
  }

  /** The content events' JSON; null where it is not kept. */
  ContentCapture.@Nullable Events capturedEvents() {
    return contentCapture == null ? null : contentCapture.events();
  }

  /** One line of what the server said. */
  String excerptLine() {
    return excerpt.toString().replaceAll("[\\s\\p{Cntrl}]+", " ").strip();
  }

  private static String mediaType(@Nullable String contentType) {
    String type = contentType == null ? "" : contentType;
    int end = type.indexOf(';');
    return (end < 0 ? type : type.substring(0, end)).strip().toLowerCase(Locale.ROOT);
  }
}
