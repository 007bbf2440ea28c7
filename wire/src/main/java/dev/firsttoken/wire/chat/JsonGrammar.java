package dev.firsttoken.wire.chat;

import java.util.Arrays;

/**
 * Transition table of a table-driven pushdown automaton for JSON. In a state, a byte leads to the
 * next state or to an action; {@link JsonScanner} performs the action, keeps the stack of open
 * brackets and enters the state that follows. The automaton reads strings, numbers and literals in
 * states of their own, outside this table. A missing entry leads to {@link #BROKEN}; white space
 * keeps the state.
 *
 * <pre>
 * state            byte           next
 * BEGIN            :              IN_COMMENT
 * BEGIN            value          START_STRING, START_NUMBER, START_TRUE, START_FALSE,
 *                                 START_NULL, OPEN_OBJECT or OPEN_ARRAY
 * VALUE            value          as above
 * FIRST_ELEMENT    value          as above
 * FIRST_ELEMENT    ]              CLOSE
 * DONE_OR_ELEMENT  value          as above
 * DONE_OR_ELEMENT  ]              CLOSE
 * DONE_OR_ELEMENT  D              START_DONE
 * DONE_OR_ELEMENT  white space    FIRST_ELEMENT
 * FIRST_KEY        "              START_KEY
 * FIRST_KEY        }              CLOSE
 * NEXT_KEY         "              START_KEY
 * COLON            :              VALUE
 * AFTER_ELEMENT    ,              VALUE
 * AFTER_ELEMENT    ]              CLOSE
 * AFTER_MEMBER     ,              NEXT_KEY
 * AFTER_MEMBER     }              CLOSE
 * AFTER_ALL        (none)
 * </pre>
 *
 * <p>States and actions are {@code int} constants, because the table holds bytes and every byte of
 * every event passes through it.
 */
final class JsonGrammar {

  // States with rules in the table.
  static final int VALUE = 0;
  static final int FIRST_ELEMENT = 1;

  /** After an opening bracket at the start of the text: {@code DONE]} may follow. */
  static final int DONE_OR_ELEMENT = 2;

  static final int FIRST_KEY = 3;
  static final int NEXT_KEY = 4;
  static final int COLON = 5;
  static final int AFTER_ELEMENT = 6;
  static final int AFTER_MEMBER = 7;
  static final int AFTER_ALL = 8;

  /** Nothing but white space so far. */
  static final int BEGIN = 9;

  // States without rules; JsonScanner handles their bytes.
  static final int BROKEN = 10;
  static final int IN_KEY = 11;
  static final int IN_STRING = 12;
  static final int IN_NUMBER = 13;
  static final int IN_LITERAL = 14;

  /** After a leading colon, which no JSON text has: a comment sent as data. */
  static final int IN_COMMENT = 15;

  // Actions. Those that start a value other than null come last.
  static final int CLOSE = 16;
  static final int START_KEY = 17;
  static final int START_DONE = 18;
  static final int START_NULL = 19;
  static final int START_STRING = 20;
  static final int START_NUMBER = 21;
  static final int START_TRUE = 22;
  static final int START_FALSE = 23;
  static final int OPEN_OBJECT = 24;
  static final int OPEN_ARRAY = 25;

  private static final String WHITE_SPACE = " \t\n\r";
  private static final String NUMBER_STARTS = "-0123456789";
  private static final String QUOTE = "\"";
  private static final byte[] TRANSITIONS = new byte[BROKEN << 8];

  static {
    Arrays.fill(TRANSITIONS, (byte) BROKEN);
    for (int state = VALUE; state < BROKEN; state++) {
      rule(state, WHITE_SPACE, state);
    }
    rule(DONE_OR_ELEMENT, WHITE_SPACE, FIRST_ELEMENT);
    rule(DONE_OR_ELEMENT, "D", START_DONE);
    rule(BEGIN, ":", IN_COMMENT);
    for (int state : new int[] {BEGIN, VALUE, FIRST_ELEMENT, DONE_OR_ELEMENT}) {
      rule(state, QUOTE, START_STRING);
      rule(state, NUMBER_STARTS, START_NUMBER);
      rule(state, "t", START_TRUE);
      rule(state, "f", START_FALSE);
      rule(state, "n", START_NULL);
      rule(state, "{", OPEN_OBJECT);
      rule(state, "[", OPEN_ARRAY);
    }
    rule(FIRST_ELEMENT, "]", CLOSE);
    rule(DONE_OR_ELEMENT, "]", CLOSE);
    rule(FIRST_KEY, QUOTE, START_KEY);
    rule(FIRST_KEY, "}", CLOSE);
    rule(NEXT_KEY, QUOTE, START_KEY);
    rule(COLON, ":", VALUE);
    rule(AFTER_ELEMENT, ",", VALUE);
    rule(AFTER_ELEMENT, "]", CLOSE);
    rule(AFTER_MEMBER, ",", NEXT_KEY);
    rule(AFTER_MEMBER, "}", CLOSE);
  }

  private JsonGrammar() {}

  /** Returns the next state, or an action if it is {@link #CLOSE} or more. */
  static int next(int state, byte b) {
    return TRANSITIONS[state << 8 | (b & 0xFF)];
  }

  private static void rule(int state, String bytes, int next) {
    for (int i = 0; i < bytes.length(); i++) {
      TRANSITIONS[state << 8 | bytes.charAt(i)] = (byte) next;
    }
  }
}
