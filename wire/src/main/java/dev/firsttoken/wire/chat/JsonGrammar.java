package dev.firsttoken.wire.chat;

import java.util.Arrays;

/**
 * What may stand where between the tokens of a JSON text, as one table: in a state, a byte leads to
 * the next state, or to an action of {@link JsonScanner} that knows it.
 */
final class JsonGrammar {

  // The states that have rules.
  static final int VALUE = 0;
  static final int FIRST_ELEMENT = 1;

  /** Behind a bracket that is the very first thing: {@code DONE]} may follow. */
  static final int DONE_OR_ELEMENT = 2;

  static final int FIRST_KEY = 3;
  static final int NEXT_KEY = 4;
  static final int COLON = 5;
  static final int AFTER_ELEMENT = 6;
  static final int AFTER_MEMBER = 7;
  static final int AFTER_ALL = 8;

  /** Nothing has come but white space. */
  static final int BEGIN = 9;

  // The states that read on by themselves.
  static final int BROKEN = 10;
  static final int IN_KEY = 11;
  static final int IN_STRING = 12;
  static final int IN_NUMBER = 13;
  static final int IN_LITERAL = 14;

  /** Behind a colon that no JSON begins with: a comment that was sent as data. */
  static final int IN_COMMENT = 15;

  // The actions; those that begin a value other than null are the last ones.
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

  /** A state, or an action where it is {@link #CLOSE} or more. */
  static int next(int state, byte b) {
    return TRANSITIONS[state << 8 | (b & 0xFF)];
  }

  private static void rule(int state, String bytes, int next) {
    for (int i = 0; i < bytes.length(); i++) {
      TRANSITIONS[state << 8 | bytes.charAt(i)] = (byte) next;
    }
  }
}
