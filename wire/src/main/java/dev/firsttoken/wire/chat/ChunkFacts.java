package dev.firsttoken.wire.chat;

import org.jspecify.annotations.Nullable;

/**
 * Facts about one event. If the event {@link #isMalformed}, all other facts but {@link
 * #isKeepAlive} and {@link #hasError} are false or absent. If an event states a fact twice, the
 * last one counts.
 */
public final class ChunkFacts {

  /** A larger count is implausible, and sums of such counts could overflow. */
  private static final long MAX_TOKENS = 1_000_000_000;

  /** Indexed by the bit number of the fact. */
  private final long[] numbers = new long[28];

  private int found;

  /** Facts that the event's type implies, not yet {@link #resolveType resolved}. */
  private int typeFacts;

  private @Nullable String finishReason;

  /** Finish reason that the status implies, which counts where there is no other. */
  private @Nullable String statusReason;

  ChunkFacts() {}

  /** Text, reasoning, a tool call or media: makes the event a content event. */
  public boolean hasContent() {
    return hasAny(Fact.CONTENT);
  }

  /** Non-empty text for the reader, including a refusal and the transcript of audio. */
  public boolean hasText() {
    return hasAny(Fact.TEXT);
  }

  /** Non-empty reasoning, encrypted or not. */
  public boolean hasReasoning() {
    return hasAny(Fact.REASONING);
  }

  /** Non-empty name or input of a tool call. */
  public boolean hasToolCall() {
    return hasAny(Fact.TOOL_CALL);
  }

  /** Non-empty audio, or an image. */
  public boolean hasMedia() {
    return hasAny(Fact.MEDIA);
  }

  /** A list of numbers or a non-empty text where a vector of the Embeddings API stands. */
  public boolean hasEmbedding() {
    return hasAny(Fact.EMBEDDING);
  }

  /** The list of choices of Chat Completions and Completions. */
  public boolean hasChoices() {
    return hasAny(Fact.CHOICES);
  }

  /** The list of output items of a whole response of the Responses API. */
  public boolean hasOutputItems() {
    return hasAny(Fact.OUTPUT);
  }

  /** The list of content blocks of a whole response of the Messages API. */
  public boolean hasContentBlocks() {
    return hasAny(Fact.BLOCKS);
  }

  /**
   * The event only announces output: a chunk without content and finish reason, or an event such as
   * {@code response.created}. An event of an unknown kind is no prelude.
   */
  public boolean isPrelude() {
    return isKeepAlive()
        || (hasAny(Fact.CHOICES | Fact.PRELUDE)
            && !hasAny(Fact.CONTENT | Fact.OTHER_DELTA | Fact.ERROR)
            && finishReason == null);
  }

  /** The data is exactly {@code [DONE]}, apart from white space around it. */
  public boolean isDone() {
    return hasAny(Fact.DONE);
  }

  /**
   * Last event of a stream of the Responses or Messages API, which has no {@code [DONE]}: its
   * top-level {@code type} is {@code response.completed}, {@code response.incomplete}, {@code
   * response.failed} or {@code message_stop}.
   */
  public boolean isFinished() {
    return hasAny(Fact.FINISHED);
  }

  /**
   * The event reports an error. {@code error}, {@code error_code}, or {@code error} of a choice or
   * of the response is not empty; or {@code object} or {@code type} is {@code error}, or {@code
   * type} is {@code response.failed}; or the event itself is an error event. An error is empty if
   * it holds nothing, at any depth, but null, false, 0 and empty strings.
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
   * @return tokens, or -1 if absent, negative or above 10⁹
   */
  public long completionTokens() {
    return plausibleOrAbsent(number(Fact.COMPLETION_TOKENS));
  }

  /**
   * Reads {@code usage.prompt_tokens}, or {@code input_tokens} of {@code usage}, {@code
   * response.usage} or {@code message.usage}. The Messages API does not count the tokens in {@code
   * input_tokens} that it read from its cache or wrote to it, so they are added.
   *
   * @return tokens, or -1 if absent, negative or above 10⁹
   */
  public long promptTokens() {
    if (hasAny(Fact.PROMPT_TOKENS)) {
      return plausibleOrAbsent(number(Fact.PROMPT_TOKENS));
    }
    long input = plausibleOrAbsent(number(Fact.INPUT_TOKENS));
    if (input < 0 || hasAny(Fact.CACHED_TOKENS)) {
      return input;
    }
    long read = Math.max(0, plausibleOrAbsent(number(Fact.CACHE_READ_TOKENS)));
    long written = Math.max(0, plausibleOrAbsent(number(Fact.CACHE_WRITE_TOKENS)));
    return plausibleOrAbsent(input + read + written);
  }

  /**
   * Reads {@code cached_tokens} of {@code usage.prompt_tokens_details} or {@code
   * input_tokens_details}, {@code usage.prompt_cache_hit_tokens}, llama.cpp's {@code
   * timings.cache_n}, or {@code cache_read_input_tokens} of the Messages API: prompt tokens that
   * the server took from its cache.
   *
   * @return tokens, or -1 if absent, negative or above 10⁹
   */
  public long cachedTokens() {
    int fact = hasAny(Fact.CACHED_TOKENS) ? Fact.CACHED_TOKENS : Fact.CACHE_READ_TOKENS;
    return plausibleOrAbsent(number(fact));
  }

  /**
   * Finish reason of a choice: one that says failure, if there is one, else the last one. The
   * Responses API has a reason only for an incomplete response; {@code completed} or {@code
   * incomplete} is its status, where there is no reason.
   *
   * @return the first 64 bytes of it, or null if it is absent or empty
   */
  public @Nullable String finishReason() {
    return finishReason;
  }

  /**
   * The {@link #finishReason} of a choice says that the generation failed, for instance {@code
   * abort} or {@code error}.
   */
  public boolean hasFailed() {
    return hasAny(Fact.FAILED);
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
    statusReason = null;
  }

  /** Returns all bits of {@link Fact} that were found. */
  int found() {
    return found;
  }

  /** Sets the number of a fact that {@link #restore} may add. */
  void setNumber(int fact, long value) {
    numbers[Integer.numberOfTrailingZeros(fact)] = value;
  }

  /** Sets all facts, with the numbers that were set before. */
  void restore(int facts, @Nullable String reason) {
    found = facts;
    finishReason = reason;
  }

  void add(int fact) {
    found |= fact;
  }

  /** Adds the facts that a non-empty string at a path of {@code fact} implies. */
  void addString(int fact) {
    found |= fact & Fact.STRINGS;
  }

  /**
   * Adds the fact that depends on a string's bytes.
   *
   * @param fact one of {@link Fact#KEPT_STRINGS}
   */
  void addKeptString(int fact, byte[] bytes, int length) {
    if (fact == Fact.TYPE) {
      typeFacts = EventTypes.factsOf(bytes, length);
      return;
    }
    if (fact == Fact.STATUS) {
      statusReason = FinishReasons.ofStatus(bytes, length);
      return;
    }
    if (hasFailed()) {
      return;
    }
    String reason = FinishReasons.decode(bytes, length);
    finishReason = reason;
    if (FinishReasons.isFailure(reason)) {
      found |= Fact.FAILED;
    }
  }

  /** Adds what a number at a path of {@code fact} implies. */
  void addNumber(int fact, JsonNumber number) {
    int numbered = fact & Fact.NUMBERS;
    if (numbered != 0 && number.isLong()) {
      found |= numbered;
      numbers[Integer.numberOfTrailingZeros(numbered)] = number.value();
    } else if (!number.isLong() || number.value() != 0) {
      found |= fact & (Fact.ERROR | Fact.OTHER_DELTA);
    }
  }

  /** Adds the facts of the event's type. Called at the end, because the delta may follow it. */
  void resolveType() {
    found |= hasAny(Fact.DELTA) ? typeFacts : typeFacts & ~Fact.CONTENT;
    if ((typeFacts & Fact.ITEM_ADDED) != 0 && hasAny(Fact.ITEM_NAME)) {
      found |= Fact.TOOL_CALL;
    }
    // A chunk with choices may have a status too, which says nothing of its end.
    if (finishReason == null && !hasAny(Fact.CHOICES)) {
      finishReason = statusReason;
    }
  }

  private boolean hasAny(int mask) {
    return (found & mask) != 0;
  }

  private long number(int fact) {
    return hasAny(fact) ? numbers[Integer.numberOfTrailingZeros(fact)] : -1;
  }

  private static long plausibleOrAbsent(long tokens) {
    return tokens >= 0 && tokens <= MAX_TOKENS ? tokens : -1;
  }
}
