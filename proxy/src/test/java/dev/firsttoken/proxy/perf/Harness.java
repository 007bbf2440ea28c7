package dev.firsttoken.proxy.perf;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Upstream and clients on one event loop, with the target between them: a frame's way is then all
 * the target's and the kernel's, and no thread of the harness waits for another.
 */
final class Harness {
  private static final long SETTLE_MILLIS = 1000;
  private static final long CALM_SECONDS = 10;

  private final EventLoop loop;
  private final Upstream upstream;
  private final Tally tally = new Tally();
  private final Trouble trouble = new Trouble();

  Harness(EventLoop loop) throws InterruptedException {
    this.loop = loop;
    this.upstream = new Upstream(loop);
  }

  /** Where the targets relay from. */
  int upstreamPort() {
    return upstream.port();
  }

  /**
   * Puts the target under this load, and measures it once it has settled.
   *
   * @throws IllegalStateException where an answer failed or did not end, or a frame was lost
   */
  Reading measure(Target target, Load load, long windowMillis)
      throws IOException, InterruptedException {
    var seen = new Asker.Seen(tally, trouble);
    try (Clients clients = Clients.connect(loop, target.port(), load, seen)) {
      onLoop(() -> tally.reset(upstream.frames()));
      clients.stream();
      await(() -> upstream.flows() == load.streams(), "not all streams have begun");
      List<Pace> paces = clients.paces(upstream);
      onLoop(() -> paces.forEach(Pace::start));
      TimeUnit.MILLISECONDS.sleep(SETTLE_MILLIS);
      Reading reading = window(target, paces, windowMillis);
      onLoop(() -> paces.forEach(Pace::stop));
      onLoop(upstream::end);
      await(clients::idle, "not all answers have come to their end");
      await(() -> tally.sawAll(upstream.frames()), "not all frames have come");
      return reading;
    }
  }

  private Reading window(Target target, List<Pace> paces, long millis)
      throws IOException, InterruptedException {
    double allocatedBefore = target.allocatedBytes();
    Usage before = Usage.of(target);
    long lateBefore = ask(() -> late(paces));
    onLoop(tally::open);
    TimeUnit.MILLISECONDS.sleep(millis);
    onLoop(tally::close);
    Usage usage = Usage.of(target).since(before);
    return new Reading(
        usage,
        target.allocatedBytes() - allocatedBefore,
        ask(() -> late(paces)) - lateBefore,
        tally.frames(),
        tally.answers(),
        tally.transit(),
        tally.ttft());
  }

  /** What did not leave on time, or not at all, since the start. */
  private long late(List<Pace> paces) {
    return upstream.skipped() + paces.stream().mapToLong(Pace::late).sum();
  }

  private void await(Callable<Boolean> condition, String otherwise) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(CALM_SECONDS);
    while (!ask(condition)) {
      trouble.check();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(otherwise + " after " + CALM_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    trouble.check();
  }

  private void onLoop(Runnable action) throws InterruptedException {
    loop.submit(action).sync();
  }

  private <T> T ask(Callable<T> question) throws InterruptedException {
    return loop.submit(question).sync().getNow();
  }
}
