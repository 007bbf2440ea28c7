package dev.firsttoken.proxy.chaos;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One request, and what it is to meet.
 *
 * @param seed of what else is random about it
 * @param scriptedResponse what upstream would say if nothing went wrong
 * @param pause how many parts of the answer go before the upstream holds still, if it does
 * @param attempts how often the upstream got it
 * @param newConnectionAttempts how often as the first request of a connection
 */
record Ticket(
    int id,
    Fault fault,
    int variant,
    DisconnectPoint disconnectPoint,
    long seed,
    ScriptedResponse scriptedResponse,
    int pause,
    Gates gates,
    AtomicInteger attempts,
    AtomicInteger newConnectionAttempts) {

  static final String HEADER = "x-chaos";

  /**
   * What one side waits for the other with.
   *
   * @param lookedUp the name is being looked up
   * @param requestReceived the upstream has the request
   * @param partsRead the client has read all that there is before the pause
   * @param ended the client has its answer, or has left
   * @param upstreamClosed what the client had left was ended upstream too
   */
  record Gates(
      CountDownLatch lookedUp,
      CountDownLatch requestReceived,
      CountDownLatch partsRead,
      CountDownLatch ended,
      CountDownLatch upstreamClosed) {

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

  ExpectedOutcome expectedOutcome() {
    return disconnectPoint == DisconnectPoint.NEVER
        ? fault.expectedOutcome(variant)
        : ExpectedOutcome.CLIENT_GONE;
  }

  /** The break comes once the client has read all so far. */
  boolean isResetOnceRead() {
    return disconnectPoint == DisconnectPoint.NEVER
        && fault == Fault.RESET_MID_STREAM
        && variant == 0;
  }

  /** How often the upstream is asked at least. */
  int minHits() {
    return switch (disconnectPoint) {
      case NEVER -> expectedOutcome() == ExpectedOutcome.CONNECT_FAILED ? 0 : 1;
      case IN_REQUEST, AT_ONCE, CONNECTING -> 0;
      case BEFORE_HEADERS, BEFORE_TOKEN, MID_STREAM -> 1;
    };
  }

  /** And at most: once more where a kept connection breaks before a byte of the answer. */
  int maxHits() {
    boolean retried = fault == Fault.RESET_BEFORE_HEADERS || fault == Fault.RESET_MID_STREAM;
    return retried ? 2 : disconnectPoint == DisconnectPoint.AT_ONCE ? 1 : minHits();
  }

  @Override
  public String toString() {
    return "request %d (%s %d, client leaves: %s)".formatted(id, fault, variant, disconnectPoint);
  }
}
