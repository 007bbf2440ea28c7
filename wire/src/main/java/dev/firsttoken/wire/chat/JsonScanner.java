package dev.firsttoken.wire.chat;

import static dev.firsttoken.wire.chat.JsonGrammar.AFTER_ALL;
import static dev.firsttoken.wire.chat.JsonGrammar.AFTER_ELEMENT;
import static dev.firsttoken.wire.chat.JsonGrammar.AFTER_MEMBER;
import static dev.firsttoken.wire.chat.JsonGrammar.BEGIN;
import static dev.firsttoken.wire.chat.JsonGrammar.BROKEN;
import static dev.firsttoken.wire.chat.JsonGrammar.CLOSE;
import static dev.firsttoken.wire.chat.JsonGrammar.COLON;
import static dev.firsttoken.wire.chat.JsonGrammar.DONE_OR_ELEMENT;
import static dev.firsttoken.wire.chat.JsonGrammar.FIRST_ELEMENT;
import static dev.firsttoken.wire.chat.JsonGrammar.FIRST_KEY;
import static dev.firsttoken.wire.chat.JsonGrammar.IN_COMMENT;
import static dev.firsttoken.wire.chat.JsonGrammar.IN_KEY;
import static dev.firsttoken.wire.chat.JsonGrammar.IN_LITERAL;
import static dev.firsttoken.wire.chat.JsonGrammar.IN_NUMBER;
import static dev.firsttoken.wire.chat.JsonGrammar.IN_STRING;
import static dev.firsttoken.wire.chat.JsonGrammar.OPEN_ARRAY;
import static dev.firsttoken.wire.chat.JsonGrammar.OPEN_OBJECT;
import static dev.firsttoken.wire.chat.JsonGrammar.START_FALSE;
import static dev.firsttoken.wire.chat.JsonGrammar.START_KEY;
import static dev.firsttoken.wire.chat.JsonGrammar.START_NULL;
import static dev.firsttoken.wire.chat.JsonGrammar.START_NUMBER;
import static dev.firsttoken.wire.chat.JsonGrammar.START_STRING;
import static dev.firsttoken.wire.chat.JsonGrammar.START_TRUE;

import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Pushdown automaton for JSON (RFC 8259) that reads input split at any byte. For each open bracket
 * it keeps only the kind and the place in {@link JsonPaths}. It adds the values at known places to
 * {@link ChunkFacts}, and recognizes the text {@code [DONE]}.
 */
final class JsonScanner {

  /** Maximum nesting depth: the number of bits of {@link #arrays}. */
  static final int MAX_DEPTH = Long.SIZE;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "DONE]".getBytes(StandardCharsets.US_ASCII);

  private final ChunkFacts chunkFacts;
  private final JsonString string = new JsonString();
  private final JsonNumber number = new JsonNumber();
  private final char[] places = new char[MAX_DEPTH];
  private int depth;

  /** One bit for each open bracket, the innermost lowest: 1 is an array, 0 an object. */
  private long arrays;

  private int state = BEGIN;

  /** State after a value, which depends on the innermost open bracket. */
  private int stateAfterValue = AFTER_ALL;

  /** Place of the current value, or of the next one. */
  private int place = JsonPaths.ROOT;

  private byte[] literal = NULL;
  private int matched;

  /** Receives the positions of values, or null. */
  private final @Nullable ValueSpans spans;

  /** Index of the current string or number in the bytes of the current scan. */
  private int valueStart;

  JsonScanner(ChunkFacts chunkFacts) {
    this(chunkFacts, null);
  }

  /**
   * @param spans receives the positions of strings and numbers, for texts that one scan reads as a
   *     whole; null for none
   */
  JsonScanner(ChunkFacts chunkFacts, @Nullable ValueSpans spans) {
    this.chunkFacts = chunkFacts;
    this.spans = spans;
  }

  void reset() {
    depth = 0;
    arrays = 0;
    state = BEGIN;
    stateAfterValue = AFTER_ALL;
    place = JsonPaths.ROOT;
  }

  /**
   * Ends the text.
   *
   * @return true if it was one complete JSON text, or {@code [DONE]}
   */
  boolean finish() {
    if (state == IN_NUMBER) {
      state = endNumber(valueStart);
    }
    return state == AFTER_ALL;
  }

  /** True if the text is empty, or starts with a colon like an SSE comment. */
  boolean isBlank() {
    return state == BEGIN || state == IN_COMMENT;
  }

  void scan(byte[] bytes, int from, int to) {
    int current = state;
    int at = from;
    while (at < to) {
      if (current < BROKEN) {
        current = JsonGrammar.next(current, bytes[at++]);
        if (current >= CLOSE) {
          at = current == START_NUMBER ? at - 1 : at;
          valueStart = at;
          current = perform(current);
        }
      } else if (current == IN_KEY || current == IN_STRING) {
        at = string.scan(bytes, at, to);
        if (string.isBroken()) {
          current = BROKEN;
        } else if (string.isClosed()) {
          current = current == IN_KEY ? endKey() : endString(at - 1);
        }
      } else if (current == IN_NUMBER) {
        while (at < to && number.accept(bytes[at])) {
          at++;
        }
        current = at < to ? endNumber(at) : current;
      } else if (current == IN_LITERAL) {
        current = literal(bytes[at++]);
      } else {
        at = to;
      }
    }
    state = current;
  }

  private int perform(int action) {
    int fact = JsonPaths.fact(place);
    return switch (action) {
      case CLOSE -> close();
      case START_KEY -> {
        string.startKey(places[depth - 1]);
        yield IN_KEY;
      }
      case START_STRING -> {
        if (fact == Fact.OBJECT) {
          string.startKey(JsonPaths.OBJECT_KIND);
        } else {
          string.start((fact & Fact.KEPT_STRINGS) != 0);
        }
        yield IN_STRING;
      }
      case OPEN_OBJECT -> open(0);
      case OPEN_ARRAY -> {
        chunkFacts.add(fact & Fact.LISTS);
        yield open(1);
      }
      case START_NUMBER -> {
        number.start();
        yield IN_NUMBER;
      }
      case START_NULL -> startLiteral(NULL);
      case START_TRUE -> {
        chunkFacts.add(fact & Fact.ERROR);
        yield startLiteral(TRUE);
      }
      case START_FALSE -> startLiteral(FALSE);
      default -> startLiteral(DONE);
    };
  }

  private int open(int array) {
    if (depth == MAX_DEPTH) {
      return BROKEN;
    }
    int first = array == 0 ? FIRST_KEY : depth == 0 ? DONE_OR_ELEMENT : FIRST_ELEMENT;
    place = JsonPaths.next(place, array == 0 ? JsonPaths.OBJECT : JsonPaths.ARRAY);
    places[depth++] = (char) place;
    arrays = arrays << 1 | array;
    stateAfterValue = array == 0 ? AFTER_MEMBER : AFTER_ELEMENT;
    return first;
  }

  private int close() {
    depth--;
    arrays >>>= 1;
    if (depth == 0) {
      stateAfterValue = AFTER_ALL;
    } else {
      stateAfterValue = (arrays & 1) == 0 ? AFTER_MEMBER : AFTER_ELEMENT;
      place = places[depth - 1]; // of the next element, in an array
    }
    return stateAfterValue;
  }

  private int endKey() {
    place = string.place();
    return COLON;
  }

  private int endString(int end) {
    if (!string.isEmpty()) {
      int fact = JsonPaths.fact(place);
      if (spans != null) {
        spans.addString(fact, valueStart, end);
      }
      chunkFacts.addString(fact == Fact.OBJECT ? JsonPaths.fact(string.place()) : fact);
      if ((fact & Fact.KEPT_STRINGS) != 0) {
        chunkFacts.addKeptString(fact, string.keptBytes(), string.keptLength());
      }
    }
    return stateAfterValue;
  }

  private int endNumber(int end) {
    int fact = JsonPaths.fact(place);
    chunkFacts.addNumber(fact, number);
    if (spans != null) {
      spans.addNumber(fact, valueStart, end);
    }
    return number.isComplete() ? stateAfterValue : BROKEN;
  }

  private int startLiteral(byte[] expected) {
    literal = expected;
    matched = 1;
    return IN_LITERAL;
  }

  private int literal(byte b) {
    if (b != literal[matched]) {
      return BROKEN;
    }
    matched++;
    if (matched < literal.length) {
      return IN_LITERAL;
    }
    if (b == ']') {
      chunkFacts.add(Fact.DONE);
      return close();
    }
    return stateAfterValue;
  }
}
