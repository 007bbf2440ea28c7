package dev.firsttoken.proxy.chaos;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Plan of all requests, generated from a seed. */
final class FaultPlan {
  private static final int DISCONNECT_PERCENT = 5;

  /**
   * Look-ups that exceed the connect timeout: each holds one of the proxy's eight threads for that
   * long, so that more of them would only wait for each other.
   */
  private static final int MAX_EXCEEDING_LOOKUPS = 16;

  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final List<DisconnectPoint> DISCONNECT_POINTS =
      List.of(DisconnectPoint.values()).subList(1, DisconnectPoint.values().length);

  private FaultPlan() {}

  /**
   * @param withDisconnects true if some clients disconnect
   */
  static List<Ticket> create(long seed, int count, boolean withDisconnects) {
    Random random = new Random(seed);
    AtomicInteger exceedingLookups = new AtomicInteger();
    return IntStream.range(0, count)
        .mapToObj(id -> ticket(id, random, withDisconnects, exceedingLookups))
        .toList();
  }

  private static Ticket ticket(
      int id, Random random, boolean withDisconnects, AtomicInteger exceedingLookups) {
    Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
    DisconnectPoint disconnectPoint = DisconnectPoint.NEVER;
    if (random.nextInt(100) < DISCONNECT_PERCENT && withDisconnects) {
      disconnectPoint = DISCONNECT_POINTS.get(random.nextInt(DISCONNECT_POINTS.size()));
      fault = Fault.NONE;
    }
    int variant = disconnectPoint == DisconnectPoint.NEVER ? random.nextInt(fault.variants()) : 0;
    if (fault == Fault.SLOW_LOOKUP
        && fault.expectedOutcome(variant) == ExpectedOutcome.CONNECT_FAILED
        && exceedingLookups.incrementAndGet() > MAX_EXCEEDING_LOOKUPS) {
      variant = Fault.AS_LONG_AS_OTHERS;
    }
    ScriptedResponse scriptedResponse = ScriptedResponse.create(fault, variant, random);
    // After the event without content and one with content, before the last events.
    int pause = disconnectPoint == DisconnectPoint.BEFORE_TOKEN ? 1 : random.nextInt(2, 4);
    return new Ticket(
        id,
        fault,
        variant,
        disconnectPoint,
        random.nextLong(),
        scriptedResponse,
        pause,
        Ticket.Gates.closed(),
        new AtomicInteger(),
        new AtomicInteger());
  }
}
