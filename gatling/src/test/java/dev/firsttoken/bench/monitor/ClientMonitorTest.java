package dev.firsttoken.bench.monitor;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.bench.samples.LevelEnd.ClientCost;
import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;

class ClientMonitorTest {
  private static final ThreadMXBean THREADS = ManagementFactory.getThreadMXBean();

  private final MultiThreadIoEventLoopGroup group =
      new MultiThreadIoEventLoopGroup(2, NioIoHandler.newFactory());
  private final EventLoop loop = group.next();
  private final EventLoop other = group.next();

  @AfterEach
  void stop() {
    group.shutdownGracefully(0, 1, TimeUnit.SECONDS).syncUninterruptibly();
  }

  @Test
  void theBusiestLoopIsTheOneThatSpins() {
    ClientMonitor monitor = new ClientMonitor(List.of(loop, other));
    monitor.start();
    spin(other, 100);

    ClientCost cost = monitor.stop();

    assertThat(cost.loops()).isEqualTo(2);
    assertThat(cost.busiestLoopNanos()).isBetween(nanosOf(100), cost.windowNanos());
    assertThat(cost.cpuNanos()).isGreaterThanOrEqualTo(nanosOf(90));
  }

  @Test
  void cpuTimeBeforeTheWindowIsNotCounted() {
    spin(loop, 500);
    ClientMonitor monitor = new ClientMonitor(List.of(loop));
    monitor.start();

    ClientCost cost = monitor.stop();

    assertThat(cost.busiestLoopNanos()).isLessThan(cost.windowNanos());
  }

  @Test
  void tasksDelayedByABusyLoopAreLate() {
    ClientMonitor monitor = new ClientMonitor(List.of(loop));
    monitor.start();
    spin(loop, 100);

    ClientCost cost = monitor.stop();

    // A probe was due within 20 ms of the start of the stall.
    assertThat(cost.loopDelayMaxNanos()).isGreaterThanOrEqualTo(nanosOf(80));
    assertThat(cost.loopDelayP99Nanos()).isBetween(nanosOf(60), cost.loopDelayMaxNanos());
  }

  @Test
  void everyProbeDueWhileTheLoopIsBusyCounts() {
    LoopDelayMonitor monitor = new LoopDelayMonitor(loop);
    monitor.start();
    spin(loop, 100);
    loop.schedule(() -> {}, 1, TimeUnit.MILLISECONDS).syncUninterruptibly(); // after the probes

    // The probes due in the first 80 ms, one every 20 ms.
    assertThat(monitor.stop().getCountBetweenValues(nanosOf(20), nanosOf(60_000)))
        .isGreaterThanOrEqualTo(4);
  }

  @Test
  void taskStillPendingAtTheEndIsLateToo() throws InterruptedException {
    ClientMonitor monitor = new ClientMonitor(List.of(loop));
    CountDownLatch held = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    loop.execute(
        () -> {
          held.countDown();
          await(release);
        });
    held.await();
    monitor.start();
    spin(other, 100);

    ClientCost cost = monitor.stop();
    release.countDown();

    assertThat(cost.loopDelayMaxNanos()).isGreaterThanOrEqualTo(nanosOf(99));
  }

  @Test
  void loopsAddedLaterCountOnce() {
    ClientMonitor monitor = new ClientMonitor(List.of());
    monitor.start();
    monitor.add(loop);
    monitor.add(loop);
    spin(loop, 100);

    ClientCost cost = monitor.stop();

    assertThat(cost.loops()).isEqualTo(1);
    assertThat(cost.busiestLoopNanos()).isGreaterThanOrEqualTo(nanosOf(100));
    assertThat(cost.loopDelayMaxNanos()).isGreaterThanOrEqualTo(nanosOf(80));
  }

  @Test
  void withoutLoopsThereIsNoDelay() {
    ClientMonitor monitor = new ClientMonitor(List.of());
    monitor.start();

    ClientCost cost = monitor.stop();

    assertThat(cost.loops()).isZero();
    assertThat(cost.busiestLoopNanos()).isZero();
    assertThat(cost.loopDelayMaxNanos()).isZero();
  }

  @Test
  void terminatedLoopIsNeitherBusyNorLate() {
    stop();
    ClientMonitor monitor = new ClientMonitor(List.of(loop));
    monitor.start();

    ClientCost cost = monitor.stop();

    assertThat(cost.busiestLoopNanos()).isZero();
    assertThat(cost.loopDelayMaxNanos()).isZero();
  }

  @Test
  void garbageCollectionsAndTheirSafepointsAreCounted() {
    ClientMonitor monitor = new ClientMonitor(List.of());
    monitor.start();
    System.gc();
    System.gc();

    ClientCost cost = monitor.stop();

    assertThat(cost.gcs()).isGreaterThanOrEqualTo(2);
    assertThat(cost.gcNanos()).isBetween(0L, cost.windowNanos());
    assertThat(cost.safepoints()).isNotNull().isGreaterThanOrEqualTo(2);
    assertThat(cost.safepointNanos()).isNotNull().isBetween(0L, cost.windowNanos() + nanosOf(1));
  }

  @Test
  @EnabledOnOs(OS.LINUX)
  void stealIsAShareOfTheWindow() {
    ClientMonitor monitor = new ClientMonitor(List.of());
    monitor.start();
    spin(loop, 100);

    assertThat(monitor.stop().stealShare()).isNotNull().isBetween(0.0, 1.0);
  }

  @Test
  void stolenShareCountsTicksSinceTheEarlierReading() {
    CpuTicks before = new CpuTicks(1_000, 100);

    assertThat(new CpuTicks(2_000, 350).stolenShareSince(before)).isEqualTo(0.25);
    assertThat(new CpuTicks(2_000, 100).stolenShareSince(before)).isEqualTo(0);
    assertThat(before.stolenShareSince(before)).isNull();
  }

  /** Keeps a loop busy until its thread has used this much CPU time. */
  private static void spin(EventLoop loop, int cpuMillis) {
    loop.submit(
            () -> {
              long end = THREADS.getCurrentThreadCpuTime() + nanosOf(cpuMillis);
              while (THREADS.getCurrentThreadCpuTime() < end) {
                Thread.onSpinWait();
              }
            })
        .syncUninterruptibly();
  }

  private static void await(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private static long nanosOf(long millis) {
    return TimeUnit.MILLISECONDS.toNanos(millis);
  }
}
