package dev.firsttoken.proxy.chaos;

import java.util.List;

/** What a request meets upstream, in its variants: each with the one way in which it counts. */
enum Fault {
  /**
   * Nothing is wrong: with usage, without, not streamed, until the close, without its last mark,
   * with an error object for an event, after an interim answer.
   */
  NONE(
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.TRUNCATED,
      ExpectedOutcome.REPORTED_ERROR,
      ExpectedOutcome.COMPLETE),
  /** Nobody listens. */
  REFUSE(ExpectedOutcome.CONNECT_FAILED),
  /** Nobody answers a SYN. */
  BLACKHOLE(ExpectedOutcome.CONNECT_FAILED),
  RESET_BEFORE_HEADERS(ExpectedOutcome.BROKEN),
  /**
   * Once the client has read all so far; behind any byte of a chunked stream, of an answer with a
   * length, of one until the close.
   */
  RESET_MID_STREAM(
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN),
  /** Before the head, behind it, between events, within an answer with a length. */
  STALL(
      ExpectedOutcome.TIMED_OUT,
      ExpectedOutcome.TIMED_OUT,
      ExpectedOutcome.TIMED_OUT,
      ExpectedOutcome.TIMED_OUT),
  /** A byte in each write: a chunked stream, an answer with a length. */
  DRIBBLE(ExpectedOutcome.COMPLETE, ExpectedOutcome.COMPLETE),
  /**
   * Another protocol, any bytes, a chunk size that is none behind good chunks, HTTP/2, a status
   * that is none, a switch of protocols.
   */
  GARBAGE(
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN),
  /** One long field, or many short ones. */
  HUGE_HEADERS(ExpectedOutcome.BROKEN, ExpectedOutcome.BROKEN),
  /**
   * Too long for a stream, too long for JSON, too short for what follows, a length beside chunks,
   * two lengths, and one that cuts a stream's last event off.
   */
  WRONG_LENGTH(
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.TRUNCATED),
  GZIP(ExpectedOutcome.COMPLETE),
  TOO_MANY_REQUESTS(ExpectedOutcome.TOO_MANY),
  /** The look-up takes as long as other requests take, or longer than a connect may. */
  SLOW_LOOKUP(ExpectedOutcome.COMPLETE, ExpectedOutcome.CONNECT_FAILED);

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list
  private final List<ExpectedOutcome> expectedOutcomes;

  Fault(ExpectedOutcome... expectedOutcomes) {
    this.expectedOutcomes = List.of(expectedOutcomes);
  }

  int variants() {
    return expectedOutcomes.size();
  }

  ExpectedOutcome expectedOutcome(int variant) {
    return expectedOutcomes.get(variant);
  }
}
