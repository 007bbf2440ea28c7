package dev.firsttoken.proxy.chaos;

import java.util.List;
import java.util.Random;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

/** Which requests are made, all of it from a seed. */
final class Plan {
  private static final int LEAVING_PERCENT = 5;
  private static final List<Fault> FAULTS = List.of(Fault.values());
  private static final List<Leave> LEAVES =
      List.of(Leave.values()).subList(1, Leave.values().length);

  private Plan() {}

  /**
   * @param leaving whether some clients leave
   */
  static List<Ticket> of(long seed, int count, boolean leaving) {
    Random random = new Random(seed);
    return IntStream.range(0, count).mapToObj(id -> ticket(id, random, leaving)).toList();
  }

  private static Ticket ticket(int id, Random random, boolean leaving) {
    Fault fault = FAULTS.get(random.nextInt(FAULTS.size()));
    Leave leave = Leave.NEVER;
    if (random.nextInt(100) < LEAVING_PERCENT && leaving) {
      leave = LEAVES.get(random.nextInt(LEAVES.size()));
      fault = Fault.NONE;
    }
    int variant = leave == Leave.NEVER ? random.nextInt(fault.variants()) : 0;
    Answer answer = Answer.of(fault, variant, random);
    // Behind the event without content and one with it, before the last events.
    int pause = leave == Leave.BEFORE_TOKEN ? 1 : random.nextInt(2, 4);
    return new Ticket(
        id,
        fault,
        variant,
        leave,
        random.nextLong(),
        answer,
        pause,
        Ticket.Gates.closed(),
        new AtomicInteger(),
        new AtomicInteger());
  }
}
