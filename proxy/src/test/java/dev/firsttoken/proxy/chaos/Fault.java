package dev.firsttoken.proxy.chaos;

import java.util.List;

/** Faults of the upstream and their variants, with the expected outcome of each. */
enum Fault {
  /**
   * No fault. Variants: with usage, without usage, not streamed, until the close, without the end
   * marker, with an error event, after an interim response.
   */
  NONE(
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.COMPLETE,
      ExpectedOutcome.TRUNCATED,
      ExpectedOutcome.REPORTED_ERROR,
      ExpectedOutcome.COMPLETE),
  /** The port refuses connections. */
  REFUSE(ExpectedOutcome.CONNECT_FAILED),
  /** The port drops SYNs. */
  BLACKHOLE(ExpectedOutcome.CONNECT_FAILED),
  RESET_BEFORE_HEADERS(ExpectedOutcome.BROKEN),
  /**
   * Reset. Variants: after the client has read everything sent; after any byte of a chunked stream,
   * of a fixed-length response, of a response until the close.
   */
  RESET_MID_STREAM(
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN),
  /** Stall. Variants: before the headers, after them, between events, in a fixed-length body. */
  STALL(
      ExpectedOutcome.TIMED_OUT,
      ExpectedOutcome.TIMED_OUT,
      ExpectedOutcome.TIMED_OUT,
      ExpectedOutcome.TIMED_OUT),
  /** One byte in each write. Variants: a chunked stream, a fixed-length response. */
  DRIBBLE(ExpectedOutcome.COMPLETE, ExpectedOutcome.COMPLETE),
  /**
   * Not HTTP/1.1. Variants: another protocol, random bytes, an invalid chunk size after valid
   * chunks, HTTP/2, an invalid status, a switch of protocols.
   */
  GARBAGE(
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN,
      ExpectedOutcome.BROKEN),
  /** Too many header bytes. Variants: one long field, many short ones. */
  HUGE_HEADERS(ExpectedOutcome.BROKEN, ExpectedOutcome.BROKEN),
  /**
   * Wrong Content-Length. Variants: too long for a stream, too long for JSON, too short, together
   * with chunks, two lengths, one that truncates the last event of a stream.
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
  /** Slow DNS lookup. Variants: as long as other requests, longer than the connect timeout. */
  SLOW_LOOKUP(ExpectedOutcome.COMPLETE, ExpectedOutcome.CONNECT_FAILED);

  /** Variant of {@link #SLOW_LOOKUP} whose request completes. */
  static final int AS_LONG_AS_OTHERS = 0;

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
