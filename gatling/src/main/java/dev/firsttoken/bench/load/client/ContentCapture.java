package dev.firsttoken.bench.load.client;

import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.chat.ChunkFacts;
import dev.firsttoken.wire.sse.SseSink;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Copies the data of a response's content events on their way to the scanner, so that their text
 * can be decoded when the response has ended. Decodes nothing itself, because it runs between two
 * reads on the event loop. For one response, on one thread; used only if the text is needed.
 */
final class ContentCapture implements SseSink, ChatSink {
  /** Longer than any response of a model; nothing is kept of a longer one. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int INITIAL_CAPACITY = 1 << 14;

  private final ChatSink next;
  private final ExpectedResponse expected;
  private final ChatScanner scanner = new ChatScanner(this);
  private final LongList ends = new LongList();
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int size;
  private int eventStart;
  private boolean done;
  private boolean tooLong;

  /**
   * @param next receives every event
   */
  ContentCapture(ChatSink next, ExpectedResponse expected) {
    this.next = next;
    this.expected = expected;
  }

  @Override
  public void onData(ByteBuf bytes, int from, int to) {
    scanner.onData(bytes, from, to);
    int length = to - from;
    if (tooLong || size + length > MAX_BYTES) {
      tooLong = true;
      return;
    }
    if (size + length > buffer.length) {
      buffer = Arrays.copyOf(buffer, Math.max(2 * buffer.length, size + length));
    }
    bytes.getBytes(from, buffer, size, length);
    size += length;
  }

  @Override
  public void onEvent(boolean error) {
    scanner.onEvent(error);
  }

  @Override
  public void onChunk(ChunkFacts facts) {
    if (facts.hasContent() && !done) {
      ends.add(size);
      eventStart = size;
    } else {
      size = eventStart;
    }
    done |= expected.isLastEvent(facts); // Whatever follows is not part of the stream.
    next.onChunk(facts);
  }

  /**
   * Content events captured so far.
   *
   * @return the events, or null if they were too long
   */
  @Nullable Events events() {
    return tooLong ? null : new Events(buffer, ends.toArray());
  }

  /**
   * Content events as concatenated JSON.
   *
   * @param ends end offset of each event
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Events(byte[] bytes, long[] ends) {}
}
