package dev.firsttoken.bench.load;

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
final class Recording implements ChatSink {
  private static final int EXCERPT_BYTES = 300;
  private static final String IDENTITY = "identity";

  final Longs events = new Longs();
  final Longs stamps = new Longs();
  long sendNanos;
  long writeNanos;
  long headNanos;
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

  private final boolean keeps;
  private @Nullable EventKeeper keeper;
  private SseScanner scanner = new SseScanner(new ChatScanner(this));
  private @Nullable ByteBuf looking;
  private int lookingFrom;
  private int lookingTo;
  private long readNanos;

  /**
   * @param keeps whether the text of answers will be asked for
   */
  Recording(boolean keeps) {
    this.keeps = keeps;
  }

  void begin(long nanos) {
    events.clear();
    stamps.clear();
    excerpt.setLength(0);
    keeper = keeps ? new EventKeeper(this) : null;
    scanner = new SseScanner(keeper == null ? new ChatScanner(this) : keeper);
    sendNanos = nanos;
    writeNanos = Sample.NONE;
    headNanos = Sample.NONE;
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

  void head(HttpResponse head, long nanos) {
    headNanos = nanos;
    status = head.status().code();
    contentType = head.headers().get(HttpHeaderNames.CONTENT_TYPE);
    String coded = head.headers().get(HttpHeaderNames.CONTENT_ENCODING, IDENTITY);
    encoding = IDENTITY.equalsIgnoreCase(coded) ? null : coded;
    stream =
        head.status().codeClass() == HttpStatusClass.SUCCESS
            && "text/event-stream".equals(mediaType(contentType))
            && encoding == null;
  }

  void data(ByteBuf data, int from, int to, long nanos) {
    bytes += to - from;
    if (nanos != readNanos) {
      readNanos = nanos;
      reads++;
    }
    looking = data;
    lookingFrom = from;
    lookingTo = to;
    if (stream) {
      scanner.scan(data, from, to);
    } else if (encoding == null) {
      excerpt();
    }
    looking = null;
  }

  @Override
  public void chunk(ChatScanner facts) {
    if (done || facts.keepAlive()) {
      return; // Neither what follows a stream's end nor what keeps it alive is a part of it.
    }
    if (facts.content()) {
      content(facts);
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
    done = facts.done();
    if (facts.error() || facts.malformed()) {
      if (!error && !malformed) {
        excerpt();
      }
      error |= facts.error();
      malformed |= facts.malformed();
    }
  }

  private void content(ChatScanner facts) {
    if (facts.reasoning()) {
      reasoningEvents++;
    }
    if (facts.toolCall()) {
      toolCallEvents++;
    }
    if (firstAnswer < 0 && (facts.text() || facts.toolCall())) {
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
    ByteBuf data = looking;
    int room = EXCERPT_BYTES - excerpt.length();
    if (data != null && room > 0) {
      int length = Math.min(room, lookingTo - lookingFrom);
      excerpt.append(data.toString(lookingFrom, length, StandardCharsets.UTF_8));
    }
  }

  /** The content events' JSON; null where it is not kept. */
  EventKeeper.@Nullable Events kept() {
    return keeper == null ? null : keeper.events();
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
