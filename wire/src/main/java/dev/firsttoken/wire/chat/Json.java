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

/**
 * JSON's structure (RFC 8259) as a pushdown machine that reads across any cut and remembers, for
 * each open bracket, only its kind and its place in {@link Paths}. Notes in {@link Facts} what the
 * values at known places say, and whether the text is {@code [DONE]}.
 */
final class Json {

  /** Brackets that may be open at once: the bits of {@link #arrays}. */
  static final int DEPTH = Long.SIZE;

  private static final byte[] TRUE = "true".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] FALSE = "false".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] NULL = "null".getBytes(StandardCharsets.US_ASCII);
  private static final byte[] DONE = "DONE]".getBytes(StandardCharsets.US_ASCII);

  private final Facts facts;
  private final JsonString string = new JsonString();
  private final JsonNumber number = new JsonNumber();
  private final char[] places = new char[DEPTH];
  private int depth;

  /** One bit for each open bracket, the innermost lowest: 1 is an array. */
  private long arrays;

  private int state = BEGIN;

  /** The state behind a value, by the innermost open bracket. */
  private int after = AFTER_ALL;

  /** Of the value that is read or must come. */
  private int place = Paths.ROOT;

  private byte[] literal = NULL;
  private int matched;

  Json(Facts facts) {
    this.facts = facts;
  }

  void clear() {
    depth = 0;
    arrays = 0;
    state = BEGIN;
    after = AFTER_ALL;
    place = Paths.ROOT;
  }

  /** The text ends here. Whether it was one whole JSON text, or {@code [DONE]}. */
  boolean finish() {
    if (state == IN_NUMBER) {
      state = endNumber();
    }
    return state == AFTER_ALL;
  }

  /** The text is empty, or begins with a colon as a comment does. */
  boolean blank() {
    return state == BEGIN || state == IN_COMMENT;
  }

  void scan(byte[] bytes, int from, int to) {
    int now = state;
    int at = from;
    while (at < to) {
      if (now < BROKEN) {
        now = JsonGrammar.next(now, bytes[at++]);
        if (now >= CLOSE) {
          at = now == START_NUMBER ? at - 1 : at;
          now = act(now);
        }
      } else if (now == IN_KEY || now == IN_STRING) {
        at = string.read(bytes, at, to);
        if (string.broken()) {
          now = BROKEN;
        } else if (string.closed()) {
          now = now == IN_KEY ? endKey() : endString();
        }
      } else if (now == IN_NUMBER) {
        while (at < to && number.take(bytes[at])) {
          at++;
        }
        now = at < to ? endNumber() : now;
      } else if (now == IN_LITERAL) {
        now = literal(bytes[at++]);
      } else {
        at = to;
      }
    }
    state = now;
  }

  private int act(int action) {
    int fact = Paths.fact(place);
    if (fact == Facts.ERROR && action >= START_STRING) {
      facts.add(Facts.ERROR); // whatever is not null; a text that breaks later takes it back
    }
    return switch (action) {
      case CLOSE -> close();
      case START_KEY -> {
        string.startKey(places[depth - 1]);
        yield IN_KEY;
      }
      case START_STRING -> {
        string.start((fact & Facts.KEPT) != 0);
        yield IN_STRING;
      }
      case OPEN_OBJECT -> open(0);
      case OPEN_ARRAY -> open(1);
      case START_NUMBER -> {
        number.start();
        yield IN_NUMBER;
      }
      case START_NULL -> start(NULL);
      case START_TRUE -> start(TRUE);
      case START_FALSE -> start(FALSE);
      default -> start(DONE);
    };
  }

  private int open(int array) {
    if (depth == DEPTH) {
      return BROKEN;
    }
    int first = array == 0 ? FIRST_KEY : depth == 0 ? DONE_OR_ELEMENT : FIRST_ELEMENT;
    place = Paths.next(place, array == 0 ? Paths.OBJECT : Paths.ARRAY);
    places[depth++] = (char) place;
    arrays = arrays << 1 | array;
    after = array == 0 ? AFTER_MEMBER : AFTER_ELEMENT;
    return first;
  }

  private int close() {
    depth--;
    arrays >>>= 1;
    if (depth == 0) {
      after = AFTER_ALL;
    } else {
      after = (arrays & 1) == 0 ? AFTER_MEMBER : AFTER_ELEMENT;
      place = places[depth - 1]; // of the next element, if it is an array
    }
    return after;
  }

  private int endKey() {
    place = string.place();
    return COLON;
  }

  private int endString() {
    if (!string.empty()) {
      int fact = Paths.fact(place);
      facts.string(fact);
      if ((fact & Facts.KEPT) != 0) {
        facts.kept(fact, string.kept(), string.keptLength());
      }
    }
    return after;
  }

  private int endNumber() {
    if (number.isLong()) {
      facts.number(Paths.fact(place), number.value());
    }
    return number.complete() ? after : BROKEN;
  }

  private int start(byte[] spelling) {
    literal = spelling;
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
      facts.add(Facts.DONE);
      return close();
    }
    return after;
  }
}
