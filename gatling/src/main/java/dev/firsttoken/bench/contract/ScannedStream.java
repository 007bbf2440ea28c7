package dev.firsttoken.bench.contract;

import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseScanner;
import dev.firsttoken.wire.sse.SseSink;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Facts about a stream, found by the scanner of the load: a check must not pass on a stream whose
 * measured requests would fail.
 */
final class ScannedStream implements SseSink, ChatSink {
  private final ChatScanner scanner = new ChatScanner(this);
  private final StringBuilder data = new StringBuilder();
  private int contentEvents;
  private long promptTokens = -1;
  private long completionTokens = -1;
  private long cachedTokens = -1;
  private boolean ended;
  private boolean done;
  private @Nullable String failure;

  private ScannedStream() {}

  /** Scans the whole body. */
  static ScannedStream of(TimedBody body) {
    ScannedStream stream = new ScannedStream();
    SseScanner scanner = new SseScanner(stream);
    ByteBuf bytes = Unpooled.wrappedBuffer(body.text().getBytes(StandardCharsets.UTF_8));
    scanner.scan(bytes, 0, bytes.readableBytes());
    stream.ended = true;
    scanner.finish();
    return stream;
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to) {
    scanner.onData(bytes, from, to);
    data.append(bytes.toString(from, to - from, StandardCharsets.UTF_8));
  }

  @Override
  public void onEvent(boolean error) {
    scanner.onEvent(error);
    data.setLength(0);
  }

  @Override
  public void onChunk(ChunkFacts facts) {
    boolean incomplete = ended && facts.isMalformed() && !facts.hasError();
    if (done || facts.isKeepAlive() || incomplete) {
      return;
    }
    done = facts.isDone();
    contentEvents += facts.hasContent() ? 1 : 0;
    promptTokens = facts.promptTokens() < 0 ? promptTokens : facts.promptTokens();
    completionTokens = facts.completionTokens() < 0 ? completionTokens : facts.completionTokens();
    cachedTokens = facts.cachedTokens() < 0 ? cachedTokens : facts.cachedTokens();
    failure = failure == null ? describeFailure(facts) : failure;
  }

  private @Nullable String describeFailure(ChunkFacts facts) {
    if (facts.hasError()) {
      return "the stream has an error: "
          + (data.isEmpty() ? "an event without data" : TimedBody.errorMessage(data.toString()));
    }
    if (facts.hasFailed()) {
      return "the stream ends with finish_reason %s, which says that the generation failed"
          .formatted(facts.finishReason());
    }
    return facts.isMalformed() ? "not JSON: " + TimedBody.excerpt(data.toString()) : null;
  }

  /** Number of events with text, reasoning, a tool call or media. */
  int contentEvents() {
    return contentEvents;
  }

  /** Last count in the usage, or -1 if it has none. */
  long promptTokens() {
    return promptTokens;
  }

  /** Last count in the usage, or -1 if it has none. */
  long completionTokens() {
    return completionTokens;
  }

  /** Last count of prompt tokens that came from a cache, or -1 if there is none. */
  long cachedTokens() {
    return cachedTokens;
  }

  /** First reason for which a measured request would fail, or null if there is none. */
  @Nullable String failure() {
    return failure;
  }
}
