package dev.firsttoken.proxy.chaos;

import java.util.List;

/** What a request meets upstream, in its variants: each with the one way in which it counts. */
enum Fault {
  /**
   * Nothing is wrong: with usage, without, not streamed, until the close, without its last mark,
   * with an error object for an event, after an interim answer.
   */
  NONE(
      Verdict.WHOLE,
      Verdict.WHOLE,
      Verdict.WHOLE,
      Verdict.WHOLE,
      Verdict.TRUNCATED,
      Verdict.SAID_ERROR,
      Verdict.WHOLE),
  /** Nobody listens. */
  REFUSE(Verdict.NOT_CONNECTED),
  /** Nobody answers a SYN. */
  BLACKHOLE(Verdict.NOT_CONNECTED),
  RESET_BEFORE_HEAD(Verdict.BROKEN),
  /**
   * Once the client has read all so far; behind any byte of a chunked stream, of an answer with a
   * length, of one until the close.
   */
  RESET_MID_STREAM(Verdict.BROKEN, Verdict.BROKEN, Verdict.BROKEN, Verdict.BROKEN),
  /** Before the head, behind it, between events, within an answer with a length. */
  STALL(Verdict.LATE, Verdict.LATE, Verdict.LATE, Verdict.LATE),
  /** A byte in each write: a chunked stream, an answer with a length. */
  DRIBBLE(Verdict.WHOLE, Verdict.WHOLE),
  /**
   * Another protocol, any bytes, a chunk size that is none behind good chunks, HTTP/2, a status
   * that is none, a switch of protocols.
   */
  GARBAGE(
      Verdict.BROKEN,
      Verdict.BROKEN,
      Verdict.BROKEN,
      Verdict.BROKEN,
      Verdict.BROKEN,
      Verdict.BROKEN),
  /** One long field, or many short ones. */
  HUGE_HEAD(Verdict.BROKEN, Verdict.BROKEN),
  /**
   * Too long for a stream, too long for JSON, too short for what follows, a length beside chunks,
   * two lengths, and one that cuts a stream's last event off.
   */
  WRONG_LENGTH(
      Verdict.BROKEN,
      Verdict.BROKEN,
      Verdict.WHOLE,
      Verdict.BROKEN,
      Verdict.BROKEN,
      Verdict.TRUNCATED),
  GZIP(Verdict.WHOLE),
  TOO_MANY_REQUESTS(Verdict.TOO_MANY),
  /** The look-up takes as long as other requests take, or longer than a connect may. */
  SLOW_LOOKUP(Verdict.WHOLE, Verdict.NOT_CONNECTED);

  @SuppressWarnings("ImmutableEnumChecker") // an immutable list
  private final List<Verdict> verdicts;

  Fault(Verdict... verdicts) {
    this.verdicts = List.of(verdicts);
  }

  int variants() {
    return verdicts.size();
  }

  Verdict verdict(int variant) {
    return verdicts.get(variant);
  }
}
