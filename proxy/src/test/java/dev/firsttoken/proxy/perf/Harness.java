package dev.firsttoken.proxy.perf;

import io.netty.channel.EventLoop;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;

/**
 * Upstream and clients on one event loop, with the target between them. So the transit time of a
 * frame belongs to the target and the kernel, and no thread of the harness waits for another.
 */
final class Harness {
  private static final long SETTLE_MILLIS = 1000;
  private static final long TIMEOUT_SECONDS = 10;

  private final EventLoop loop;
  private final LoadUpstream loadUpstream;
  private final WindowCounts windowCounts = new WindowCounts();
  private final FirstFailure firstFailure = new FirstFailure();

  Harness(EventLoop loop) throws InterruptedException {
    this.loop = loop;
    this.loadUpstream = new LoadUpstream(loop);
  }

  /** Port from which the targets relay. */
  int upstreamPort() {
    return loadUpstream.port();
  }

  /**
   * Applies the load to the target, waits until it is steady, and measures one window.
   *
   * @throws IllegalStateException if a response failed or did not end, or a frame was lost
   */
  Measurement measure(RelayTarget target, Load load, long windowMillis)
      throws IOException, InterruptedException {
    return measure(target, load, SETTLE_MILLIS, windowMillis);
  }

  /** The same, with another time between the first frames and the window. */
  Measurement measure(RelayTarget target, Load load, long settleMillis, long windowMillis)
      throws IOException, InterruptedException {
    var recorders = new LoadClient.Recorders(windowCounts, firstFailure);
    try (Clients clients = Clients.connect(loop, target.port(), load, recorders)) {
      runOnLoop(() -> windowCounts.reset(loadUpstream.frames()));
      clients.startStreams();
      await(() -> loadUpstream.streams() == load.streams(), "not all streams have started");
      List<Pacer> pacers = clients.pacers(loadUpstream);
      runOnLoop(() -> pacers.forEach(Pacer::start));
      TimeUnit.MILLISECONDS.sleep(settleMillis);
      Measurement measurement = window(target, pacers, windowMillis);
      runOnLoop(() -> pacers.forEach(Pacer::stop));
      runOnLoop(loadUpstream::endStreams);
      await(clients::isIdle, "not all responses have ended");
      await(() -> windowCounts.hasAllFrames(loadUpstream.frames()), "not all frames have arrived");
      return measurement;
    }
  }

  private Measurement window(RelayTarget target, List<Pacer> pacers, long millis)
      throws IOException, InterruptedException {
    double allocatedBefore = target.allocatedBytes();
    Usage before = Usage.of(target);
    long lateBefore = callOnLoop(() -> lateSends(pacers));
    runOnLoop(windowCounts::startWindow);
    TimeUnit.MILLISECONDS.sleep(millis);
    runOnLoop(windowCounts::stopWindow);
    Usage usage = Usage.of(target).since(before);
    return new Measurement(
        usage,
        target.allocatedBytes() - allocatedBefore,
        callOnLoop(() -> lateSends(pacers)) - lateBefore,
        windowCounts.frames(),
        windowCounts.responses(),
        windowCounts.transit(),
        windowCounts.ttft());
  }

  /** Number of sends that were late or did not happen, since the start. */
  private long lateSends(List<Pacer> pacers) {
    return loadUpstream.skippedFrames() + pacers.stream().mapToLong(Pacer::lateCount).sum();
  }

  private void await(Callable<Boolean> condition, String failureMessage)
      throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(TIMEOUT_SECONDS);
    while (!callOnLoop(condition)) {
      firstFailure.check();
      if (System.nanoTime() > deadline) {
        throw new IllegalStateException(failureMessage + " after " + TIMEOUT_SECONDS + " s");
      }
      TimeUnit.MILLISECONDS.sleep(2);
    }
    firstFailure.check();
  }

  private void runOnLoop(Runnable action) throws InterruptedException {
    loop.submit(action).sync();
  }

  private <T> T callOnLoop(Callable<T> callable) throws InterruptedException {
    return loop.submit(callable).sync().getNow();
  }
}
