package dev.firsttoken.proxy.chaos;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One request, and what it is to meet.
 *
 * @param seed of what else is random about it
 * @param answer what upstream would say if nothing went wrong
 * @param pause how many parts of the answer go before the upstream holds still, if it does
 * @param hits how often the upstream got it
 * @param freshHits how often as the first request of a connection
 */
record Ticket(
    int id,
    Fault fault,
    int variant,
    Leave leave,
    long seed,
    Answer answer,
    int pause,
    Gates gates,
    AtomicInteger hits,
    AtomicInteger freshHits) {

  static final String HEADER = "x-chaos";

  /**
   * What one side waits for the other with.
   *
   * @param lookedUp the name is being looked up
   * @param reached the upstream has the request
   * @param read the client has read all that there is before the pause
   * @param ended the client has its answer, or has left
   * @param upstreamLeft what the client had left was ended upstream too
   */
  record Gates(
      CountDownLatch lookedUp,
      CountDownLatch reached,
      CountDownLatch read,
      CountDownLatch ended,
      CountDownLatch upstreamLeft) {

    static Gates closed() {
      return new Gates(
          new CountDownLatch(1),
          new CountDownLatch(1),
          new CountDownLatch(1),
          new CountDownLatch(1),
          new CountDownLatch(1));
    }
  }

  Random random() {
    return new Random(seed);
  }

  /** What is asked for, as the metric's label names it. */
  String route() {
    return switch (id % 3) {
      case 0 -> "chat";
      // An answer that is not streamed and meets no fault may as well be a list of models.
      case 1 -> fault == Fault.NONE && variant == 2 ? "models" : "chat";
      default -> "completions";
    };
  }

  /** The host whose look-up is slow, where it is. */
  String slowName() {
    return "chaos-" + id + ".test";
  }

  Verdict verdict() {
    return leave == Leave.NEVER ? fault.verdict(variant) : Verdict.CLIENT_GONE;
  }

  /** The break comes once the client has read all so far. */
  boolean breaksOnceRead() {
    return leave == Leave.NEVER && fault == Fault.RESET_MID_STREAM && variant == 0;
  }

  /** How often the upstream is asked at least. */
  int leastHits() {
    return switch (leave) {
      case NEVER -> verdict() == Verdict.NOT_CONNECTED ? 0 : 1;
      case IN_REQUEST, AT_ONCE, CONNECTING -> 0;
      case BEFORE_HEAD, BEFORE_TOKEN, MID_STREAM -> 1;
    };
  }

  /** And at most: once more where a kept connection breaks before a byte of the answer. */
  int mostHits() {
    boolean untouched = fault == Fault.RESET_BEFORE_HEAD || fault == Fault.RESET_MID_STREAM;
    return untouched ? 2 : leave == Leave.AT_ONCE ? 1 : leastHits();
  }

  @Override
  public String toString() {
    return "request %d (%s %d, client leaves: %s)".formatted(id, fault, variant, leave);
  }
}
