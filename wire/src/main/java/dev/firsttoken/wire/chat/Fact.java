package dev.firsttoken.wire.chat;

/** Facts about one event, one bit each, so that a table can name several at once. */
final class Fact {

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

  /** A delta whose kind depends on the type of the event. */
  static final int DELTA = 1 << 13;

  static final int TYPE = 1 << 14;
  static final int KEEP_ALIVE = 1 << 15;

  static final int CONTENT = TEXT | REASONING | TOOL_CALL;
  static final int NUMBERS = COMPLETION_TOKENS | PROMPT_TOKENS | SEQ | DUE_NANOS | SENT_NANOS;

  /** Strings whose bytes are kept, because the fact depends on them. */
  static final int KEPT_STRINGS = FINISH_REASON | TYPE;

  private Fact() {}
}
