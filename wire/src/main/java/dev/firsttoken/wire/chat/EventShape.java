package dev.firsttoken.wire.chat;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One event as a model for those that differ from it only in strings and whole numbers, as the
 * events of a stream do. Such an event has the same facts: the automaton of {@link JsonScanner}
 * would take the same steps. To compare bytes takes a fraction of the time of these steps.
 *
 * <p>The model covers the event as it is sent: field name, data, blank line.
 */
final class EventShape {
  static final int NO_MATCH = -1;

  /** A long holds every whole number of this length. */
  private static final int MAX_DIGITS = 18;

  private final byte[] bytes;

  /** Start, end and kind of each span that may differ, in ascending order. */
  private final int[] spans;

  private final int facts;
  private final @Nullable String finishReason;

  private EventShape(byte[] bytes, int[] spans, ChunkFacts chunkFacts) {
    this.bytes = bytes;
    this.spans = spans;
    this.facts = chunkFacts.found();
    this.finishReason = chunkFacts.finishReason();
  }

  /**
   * Creates the model of an event.
   *
   * @param bytes the event, from its field name to its blank line
   * @param spans strings and numbers, as indexes of {@code bytes}
   * @param chunkFacts facts of the event
   * @return null if an equal event could have other facts
   */
  static @Nullable EventShape of(byte[] bytes, ValueSpans spans, ChunkFacts chunkFacts) {
    int[] kept = new int[3 * spans.count()];
    int length = 0;
    int numbers = 0;
    for (int span = 0; span < spans.count(); span++) {
      int start = spans.start(span);
      int kind = spans.kind(span);
      if (kind != ValueSpans.STRING) {
        if (endOfNumber(bytes, start, bytes.length) != spans.end(span)) {
          if (kind != 0) {
            return null; // an event may state a fact twice, and then the last number counts
          }
          continue; // negative, with a fraction or an exponent, or too long: stays as it is
        }
        start = withBlanksBefore(bytes, start);
        numbers |= kind;
      }
      kept[length++] = start;
      kept[length++] = spans.end(span);
      kept[length++] = kind;
    }
    boolean complete =
        !spans.hasOverflowed() && (chunkFacts.found() & Fact.NUMBERS & ~numbers) == 0;
    return complete ? new EventShape(bytes, Arrays.copyOf(kept, length), chunkFacts) : null;
  }

  /**
   * Compares the bytes with this event. If they match, the facts of the event are set.
   *
   * @param chunkFacts without facts
   * @return index of the first byte behind the event, or {@link #NO_MATCH}
   */
  int match(byte[] input, int from, int to, ChunkFacts chunkFacts) {
    int at = from;
    int read = 0;
    for (int i = 0; i < spans.length; i += 3) {
      int length = spans[i] - read;
      if (!startsWith(input, at, to, read, length)) {
        return NO_MATCH;
      }
      at += length;
      at =
          spans[i + 2] == ValueSpans.STRING
              ? endOfString(input, at, to)
              : readNumber(input, at, to, spans[i + 2], chunkFacts);
      if (at == NO_MATCH) {
        return NO_MATCH;
      }
      read = spans[i + 1];
    }
    int length = bytes.length - read;
    if (!startsWith(input, at, to, read, length)) {
      return NO_MATCH;
    }
    chunkFacts.restore(facts, finishReason);
    return at + length;
  }

  private boolean startsWith(byte[] input, int at, int to, int read, int length) {
    return length <= to - at && Arrays.equals(input, at, at + length, bytes, read, read + length);
  }

  /**
   * Finds the end of a string that is not empty.
   *
   * @return index of the closing quote, or {@link #NO_MATCH} if there is none or the string is
   *     empty or invalid
   */
  private static int endOfString(byte[] input, int from, int to) {
    int at = from;
    while (true) {
      at = JsonString.skipPlain(input, at, to);
      if (at == to) {
        return NO_MATCH;
      }
      if (input[at] == '"') {
        return at > from ? at : NO_MATCH;
      }
      at = input[at] == '\\' ? endOfEscape(input, at + 1, to) : NO_MATCH;
      if (at == NO_MATCH) {
        return NO_MATCH;
      }
    }
  }

  private static int endOfEscape(byte[] input, int at, int to) {
    if (at == to) {
      return NO_MATCH;
    }
    return switch (input[at]) {
      case '"', '\\', '/', 'b', 'f', 'n', 'r', 't' -> at + 1;
      case 'u' ->
          endOfDigits(input, at + 1, Math.min(to, at + 5), 16) == at + 5 ? at + 5 : NO_MATCH;
      default -> NO_MATCH;
    };
  }

  /** Reads a whole number, with white space before it. */
  private static int readNumber(byte[] input, int from, int to, int fact, ChunkFacts chunkFacts) {
    int start = from;
    while (start < to && input[start] == ' ') {
      start++;
    }
    int end = endOfNumber(input, start, to);
    if (end != NO_MATCH && fact != 0) {
      long value = 0;
      for (int at = start; at < end; at++) {
        value = 10 * value + input[at] - '0';
      }
      chunkFacts.setNumber(fact, value);
    }
    return end;
  }

  /**
   * Finds the end of the digits of a whole number. A fraction or an exponent after it does not
   * match the bytes that follow in the model.
   */
  private static int endOfNumber(byte[] input, int start, int to) {
    int end = endOfDigits(input, start, Math.min(to, start + MAX_DIGITS), 10);
    boolean leadingZero = end > start + 1 && input[start] == '0';
    return end == start || leadingZero ? NO_MATCH : end;
  }

  private static int endOfDigits(byte[] input, int start, int to, int radix) {
    int at = start;
    while (at < to && Character.digit(input[at] & 0xFF, radix) >= 0) {
      at++;
    }
    return at;
  }

  private static int withBlanksBefore(byte[] bytes, int number) {
    int start = number;
    while (bytes[start - 1] == ' ') {
      start--;
    }
    return start;
  }
}
