package dev.firsttoken.proxy.chaos;

import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * One request with its planned fault.
 *
 * @param seed seed of everything else that is random
 * @param scriptedResponse response of the upstream without the fault
 * @param pause number of parts that the upstream sends before it pauses, if it does
 * @param attempts number of times the upstream received it
 * @param newConnectionAttempts number of times it was the first request of a connection
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
   * Latches on which one side waits for the other.
   *
   * @param lookedUp the DNS lookup has started
   * @param requestReceived the upstream has received the request
   * @param partsRead the client has read everything before the pause
   * @param ended the client has its response, or has disconnected
   * @param upstreamClosed the upstream has noticed the client's disconnect
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

  /** Route of the request, as in the metric label. */
  String route() {
    return switch (id % 3) {
      case 0 -> "chat";
      // A non-streamed response without a fault can also be a list of models.
      case 1 -> fault == Fault.NONE && variant == 2 ? "models" : "chat";
      default -> "completions";
    };
  }

  /** Host name of the upstream if its lookup is slow. */
  String slowName() {
    return "chaos-" + id + ".test";
  }

  ExpectedOutcome expectedOutcome() {
    return disconnectPoint == DisconnectPoint.NEVER
        ? fault.expectedOutcome(variant)
        : ExpectedOutcome.CLIENT_GONE;
  }

  /** True if the reset comes after the client has read everything sent. */
  boolean isResetOnceRead() {
    return disconnectPoint == DisconnectPoint.NEVER
        && fault == Fault.RESET_MID_STREAM
        && variant == 0;
  }

  /** Minimum number of attempts at the upstream. */
  int minAttempts() {
    return switch (disconnectPoint) {
      case NEVER -> expectedOutcome() == ExpectedOutcome.CONNECT_FAILED ? 0 : 1;
      case IN_REQUEST, AT_ONCE, CONNECTING -> 0;
      case BEFORE_HEADERS, BEFORE_TOKEN, MID_STREAM -> 1;
    };
  }

  /** Maximum number of attempts: one more if a kept-alive connection breaks before any byte. */
  int maxAttempts() {
    boolean retried = fault == Fault.RESET_BEFORE_HEADERS || fault == Fault.RESET_MID_STREAM;
    return retried ? 2 : disconnectPoint == DisconnectPoint.AT_ONCE ? 1 : minAttempts();
  }

  @Override
  public String toString() {
    return "request %d (%s %d, client disconnects: %s)"
        .formatted(id, fault, variant, disconnectPoint);
  }
}
