package dev.firsttoken.bench.load;

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
final class EventKeeper implements SseSink, ChatSink {
  /** No answer of a model is so long; what is longer is not kept at all. */
  private static final int MOST_BYTES = 64 << 20;

  private static final int FIRST_ROOM = 1 << 14;

  private final ChatSink next;
  private final ChatScanner scanner = new ChatScanner(this);
  private final Longs ends = new Longs();
  private byte[] kept = new byte[FIRST_ROOM];
  private int size;
  private int eventStart;
  private boolean done;
  private boolean tooLong;

  /**
   * @param next hears of every event
   */
  EventKeeper(ChatSink next) {
    this.next = next;
  }

  @Override
  public void data(ByteBuf bytes, int from, int to) {
    scanner.data(bytes, from, to);
    int length = to - from;
    if (tooLong || size + length > MOST_BYTES) {
      tooLong = true;
      return;
    }
    if (size + length > kept.length) {
      kept = Arrays.copyOf(kept, Math.max(2 * kept.length, size + length));
    }
    bytes.getBytes(from, kept, size, length);
    size += length;
  }

  @Override
  public void event() {
    scanner.event();
  }

  @Override
  public void chunk(ChatScanner facts) {
    if (facts.content() && !done) {
      ends.add(size);
      eventStart = size;
    } else {
      size = eventStart;
    }
    done |= facts.done(); // What follows a stream's end is no part of it.
    next.chunk(facts);
  }

  /** The events' JSON; null where they were too long to be kept. */
  @Nullable Events events() {
    return tooLong ? null : new Events(kept, ends.copy());
  }

  /**
   * JSON texts, one behind the other.
   *
   * @param ends where each of them ends in the bytes
   */
  @SuppressWarnings("ArrayRecordComponent") // handed on once, never compared
  record Events(byte[] bytes, long[] ends) {}
}
