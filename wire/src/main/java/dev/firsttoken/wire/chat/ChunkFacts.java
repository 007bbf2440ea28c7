package dev.firsttoken.wire.chat;

import org.jspecify.annotations.Nullable;

/**
 * Facts about one event. If the event {@link #isMalformed}, all other facts but {@link
 * #isKeepAlive} are false or absent. If an event states a fact twice, the last one counts.
 */
public final class ChunkFacts {

  /** A larger count is implausible, and sums of such counts could overflow. */
  private static final long MAX_TOKENS = 1_000_000_000;

  /** Indexed by the bit number of the fact. */
  private final long[] numbers = new long[12];

  private int found;

  /** Facts that the event's type implies, not yet {@link #resolveType resolved}. */
  private int typeFacts;

  private @Nullable String finishReason;

  ChunkFacts() {}

  /** Text, reasoning or a tool call: makes the event a content event. */
  public boolean hasContent() {
    return hasAny(Fact.CONTENT);
  }

  /** Non-empty text for the reader, including a refusal. */
  public boolean hasText() {
    return hasAny(Fact.TEXT);
  }

  /** Non-empty reasoning. */
  public boolean hasReasoning() {
    return hasAny(Fact.REASONING);
  }

  /** Non-empty arguments of a tool call. */
  public boolean hasToolCall() {
    return hasAny(Fact.TOOL_CALL);
  }

  /** The data is exactly {@code [DONE]}, apart from white space around it. */
  public boolean isDone() {
    return hasAny(Fact.DONE);
  }

  /**
   * Last event of a stream of the Responses API, which has no {@code [DONE]}: its top-level {@code
   * type} is {@code response.completed}, {@code response.incomplete} or {@code response.failed}.
   */
  public boolean isFinished() {
    return hasAny(Fact.FINISHED);
  }

  /**
   * {@code error} or {@code response.error} is present and not null, or the top-level {@code type}
   * is {@code error}.
   */
  public boolean hasError() {
    return hasAny(Fact.ERROR);
  }

  /** The data is not JSON by its structure, truncated, empty, or nested deeper than 64 levels. */
  public boolean isMalformed() {
    return hasAny(Fact.MALFORMED);
  }

  /**
   * The event is {@link #isMalformed malformed}, but only because some servers keep a connection
   * alive this way: the data is empty or starts with a colon, as in {@code data: : ping}.
   */
  public boolean isKeepAlive() {
    return hasAny(Fact.KEEP_ALIVE);
  }

  /**
   * Reads {@code usage.completion_tokens}, or {@code output_tokens} of {@code usage} or {@code
   * response.usage}.
   *
   * @return tokens, or -1 if absent or above 10⁹
   */
  public long completionTokens() {
    return plausibleOrAbsent(number(Fact.COMPLETION_TOKENS));
  }

  /**
   * Reads {@code usage.prompt_tokens}, or {@code input_tokens} of {@code usage} or {@code
   * response.usage}.
   *
   * @return tokens, or -1 if absent or above 10⁹
   */
  public long promptTokens() {
    return plausibleOrAbsent(number(Fact.PROMPT_TOKENS));
  }

  /**
   * Finish reason of a choice.
   *
   * @return the first 64 bytes of it, or null if it is absent or empty
   */
  public @Nullable String finishReason() {
    return finishReason;
  }

  /** {@code seq} of a stamped synthetic chunk, or -1. */
  public long seq() {
    return number(Fact.SEQ);
  }

  /** {@code due_ns} of a stamped synthetic chunk, or -1. */
  public long dueNanos() {
    return number(Fact.DUE_NANOS);
  }

  /** {@code sent_ns} of a stamped synthetic chunk, or -1. */
  public long sentNanos() {
    return number(Fact.SENT_NANOS);
  }

  void clear() {
    found = 0;
    typeFacts = 0;
    finishReason = null;
  }

  void add(int fact) {
    found |= fact;
  }

  /** Adds the facts that a non-empty string at a path of {@code fact} implies. */
  void addString(int fact) {
    found |= fact & (Fact.CONTENT | Fact.DELTA);
  }

  /**
   * Adds the fact that depends on a string's bytes.
   *
   * @param fact one of {@link Fact#KEPT_STRINGS}
   */
  void addKeptString(int fact, byte[] bytes, int length) {
    if (fact == Fact.TYPE) {
      typeFacts = EventTypes.factsOf(bytes, length);
    } else {
      finishReason = FinishReasons.decode(bytes, length);
    }
  }

  /** Adds a number if {@code fact} has one. */
  void addNumber(int fact, long value) {
    int number = fact & Fact.NUMBERS;
    if (number != 0) {
      found |= number;
      numbers[Integer.numberOfTrailingZeros(number)] = value;
    }
  }

  /** Adds the facts of the event's type. Called at the end, because the delta may follow it. */
  void resolveType() {
    found |= hasAny(Fact.DELTA) ? typeFacts : typeFacts & ~Fact.CONTENT;
  }

  private boolean hasAny(int mask) {
    return (found & mask) != 0;
  }

  private long number(int fact) {
    return hasAny(fact) ? numbers[Integer.numberOfTrailingZeros(fact)] : -1;
  }

  private static long plausibleOrAbsent(long tokens) {
    return tokens <= MAX_TOKENS ? tokens : -1;
  }
}
