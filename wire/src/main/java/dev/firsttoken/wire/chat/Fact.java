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

  /** Audio or an image. */
  static final int MEDIA = 1 << 16;

  /** A finish reason that says failure. */
  static final int FAILED = 1 << 17;

  /** The kind of an object, which is {@code error} for an error. */
  static final int OBJECT = 1 << 18;

  /** The name of an output item. It is a tool's name in the event that adds the item. */
  static final int ITEM_NAME = 1 << 19;

  static final int ITEM_ADDED = 1 << 20;

  /** The list of choices, which every chat chunk has. */
  static final int CHOICES = 1 << 21;

  /** A value in a delta that is none of the known content, such as an identifier. */
  static final int OTHER_DELTA = 1 << 22;

  /** An event that only announces output. */
  static final int PRELUDE = 1 << 23;

  /** Prompt tokens that the server took from its cache. */
  static final int CACHED_TOKENS = 1 << 24;

  /** Prompt tokens of the Responses and Messages APIs; the latter count cached ones apart. */
  static final int INPUT_TOKENS = 1 << 25;

  /** Prompt tokens that the Messages API read from its cache. */
  static final int CACHE_READ_TOKENS = 1 << 26;

  /** Prompt tokens that the Messages API wrote to its cache. */
  static final int CACHE_WRITE_TOKENS = 1 << 27;

  /** A vector, as a list of numbers or encoded. */
  static final int EMBEDDING = 1 << 28;

  /** The list of output items, which every whole response of the Responses API has. */
  static final int OUTPUT = 1 << 29;

  /** The list of content blocks, which every whole response of the Messages API has. */
  static final int BLOCKS = 1 << 30;

  /** The status of a response of the Responses API. */
  static final int STATUS = 1 << 31;

  static final int CONTENT = TEXT | REASONING | TOOL_CALL | MEDIA;

  /** Facts that any list implies. */
  static final int LISTS = CHOICES | EMBEDDING | OUTPUT | BLOCKS;

  /** Facts that any non-empty string implies. */
  static final int STRINGS = CONTENT | DELTA | ERROR | ITEM_NAME | OTHER_DELTA | EMBEDDING;

  static final int NUMBERS =
      COMPLETION_TOKENS
          | PROMPT_TOKENS
          | INPUT_TOKENS
          | CACHED_TOKENS
          | CACHE_READ_TOKENS
          | CACHE_WRITE_TOKENS
          | SEQ
          | DUE_NANOS
          | SENT_NANOS;

  /** Strings whose bytes are kept, because the fact depends on them. */
  static final int KEPT_STRINGS = FINISH_REASON | TYPE | STATUS;

  private Fact() {}
}
