package dev.firsttoken.wire.chat;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** What one event said: a bit a fact, and the values behind some. */
final class ChunkFacts {

  static final int TEXT = 1;
  static final int REASONING = 1 << 1;
  static final int TOOL_CALL = 1 << 2;
  static final int FINISH_REASON = 1 << 3;
  static final int ERROR = 1 << 4;
  static final int DONE = 1 << 5;
  static final int MALFORMED = 1 << 6;
  static final int COMPLETION_TOKENS = 1 << 7;
  static final int PROMPT_TOKENS = 1 << 8;
  static final int SEQ = 1 << 9;
  static final int DUE_NANOS = 1 << 10;
  static final int SENT_NANOS = 1 << 11;
  static final int FINISHED = 1 << 12;

  /** A delta whose kind the event's type tells. */
  static final int DELTA = 1 << 13;

  static final int TYPE = 1 << 14;
  static final int KEEP_ALIVE = 1 << 15;

  static final int CONTENT = TEXT | REASONING | TOOL_CALL;
  private static final int NUMBERS =
      COMPLETION_TOKENS | PROMPT_TOKENS | SEQ | DUE_NANOS | SENT_NANOS;

  /** What is kept of a string, since its bytes tell the fact. */
  static final int KEPT_STRINGS = FINISH_REASON | TYPE;

  /** Those that servers send: found again instead of made anew. */
  private static final String[] FINISH_REASONS = {
    "stop", "length", "tool_calls", "content_filter", "function_call"
  };

  /** By the number of a fact's bit. */
  private final long[] numbers = new long[12];

  private int found;
  private int type;
  private @Nullable String finishReason;

  void clear() {
    found = 0;
    type = 0;
    finishReason = null;
  }

  /** Any fact of the mask. */
  boolean hasAny(int mask) {
    return (found & mask) != 0;
  }

  void add(int fact) {
    found |= fact;
  }

  /** A string that is not empty stands where {@code fact} is looked for. */
  void addString(int fact) {
    found |= fact & (CONTENT | DELTA);
  }

  /** A string whose bytes tell the fact: one of {@link #KEPT_STRINGS}. */
  void addKeptString(int fact, byte[] bytes, int length) {
    if (fact == TYPE) {
      type = EventTypes.facts(bytes, length);
    } else {
      finishReason(bytes, length);
    }
  }

  /** The event has been read: type and delta may have come in either order. */
  void resolveType() {
    found |= hasAny(DELTA) ? type : type & ~CONTENT;
  }

  void number(int fact, long value) {
    int number = fact & NUMBERS;
    if (number != 0) {
      found |= number;
      numbers[Integer.numberOfTrailingZeros(number)] = value;
    }
  }

  /** -1 where the fact is absent. */
  long number(int fact) {
    return hasAny(fact) ? numbers[Integer.numberOfTrailingZeros(fact)] : -1;
  }

  private void finishReason(byte[] bytes, int length) {
    for (String known : FINISH_REASONS) {
      if (EventTypes.matches(known, bytes, length)) {
        finishReason = known;
        return;
      }
    }
    finishReason = new String(bytes, 0, length, StandardCharsets.UTF_8);
  }

  @Nullable String finishReason() {
    return finishReason;
  }
}
