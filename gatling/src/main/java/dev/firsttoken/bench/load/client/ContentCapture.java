package dev.firsttoken.bench.load.client;

import dev.firsttoken.wire.chat.ChatScanner;
import dev.firsttoken.wire.chat.ChatSink;
import dev.firsttoken.wire.sse.SseSink;
import io.netty.buffer.ByteBuf;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Keeps the data of an answer's content events as it passes on to the scanner, for who wants their
 * text once the answer is over. Nothing is looked into here: it happens between two reads. Stands
 * only where a text is wanted; for one answer, on one thread.
 */
final class ContentCapture implements SseSink, ChatSink {
  /** No answer of a model is so long; what is longer is not kept at all. */
  private static final int MAX_BYTES = 64 << 20;

  private static final int INITIAL_CAPACITY = 1 << 14;

  private final ChatSink next;
  private final ChatScanner scanner = new ChatScanner(this);
  private final LongList ends = new LongList();
  private byte[] buffer = new byte[INITIAL_CAPACITY];
  private int size;
  private int eventStart;
  private boolean done;
  private boolean tooLong;

  /**
   * @param next hears of every event
   */
  ContentCapture(ChatSink next) {
    this.next = next;
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
  public void onEvent() {
    scanner.onEvent();
  }

  @Override
  public void onChunk(ChatScanner facts) {
    if (facts.hasContent() && !done) {
      ends.add(size);
      eventStart = size;
    } else {
      size = eventStart;
    }
    done |= facts.isDone(); // What follows a stream's end is no part of it.
    next.onChunk(facts);
  }

  /** The events' JSON; null where they were too long to be kept. */
  @Nullable Events events() {
    return tooLong ? null : new Events(buffer, ends.toArray());
  }

  /**
   * JSON texts, one behind the other.
   *
   * @param ends where each of them ends in the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Events(byte[] bytes, long[] ends) {}
}
