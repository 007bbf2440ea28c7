package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class NameLookupsTest {
  private final CountDownLatch latch = new CountDownLatch(1);
  private final CountDownLatch running = new CountDownLatch(2);
  private final Queue<String> resolved = new ConcurrentLinkedQueue<>();
  private final NameLookups lookups = new NameLookups(2, 3, this::resolve);

  private InetAddress[] resolve(String host) throws UnknownHostException {
    resolved.add(host);
    if (host.startsWith("slow")) {
      running.countDown();
      awaitLatch();
    }
    if (host.equals("error")) {
      throw new StackOverflowError();
    }
    if (host.equals("unknown")) {
      throw new UnknownHostException(host);
    }
    return new InetAddress[] {InetAddress.getLoopbackAddress()};
  }

  private void awaitLatch() {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @AfterEach
  void release() {
    latch.countDown();
  }

  @Test
  void nameThatManyWantIsLookedUpOnce() {
    NameLookups.Lookup first = lookups.find("slow");
    for (int i = 0; i < 1000; i++) {
      assertThat(lookups.find("slow")).isSameAs(first);
    }
    latch.countDown();

    assertThat(first.addresses().join()).isEqualTo(List.of(InetAddress.getLoopbackAddress()));
    assertThat(resolved).containsExactly("slow");
    lookups.find("slow").addresses().join();
    assertThat(resolved).as("asked again later").hasSize(2);
  }

  @Test
  void lookupsBeyondTheThreadsWaitAndBeyondTheQueueFail() throws InterruptedException {
    lookups.find("slow1");
    lookups.find("slow2");
    running.await();
    NameLookups.Lookup waiting = lookups.find("a");
    lookups.find("b");
    lookups.find("c");
    assertThatThrownBy(() -> lookups.find("d")).isInstanceOf(RejectedExecutionException.class);
    assertThat(waiting.isStarted()).isFalse();
    latch.countDown();

    assertThat(waiting.addresses().join()).hasSize(1);
    assertThat(waiting.isStarted()).isTrue();
    assertThat(resolved).doesNotContain("d");
  }

  @Test
  void lookupThatNobodyWaitsForIsSkipped() throws InterruptedException {
    lookups.find("slow1");
    lookups.find("slow2");
    running.await();
    NameLookups.Lookup abandoned = lookups.find("abandoned");
    abandoned.abandon();
    latch.countDown();

    assertThatThrownBy(() -> abandoned.addresses().join())
        .isInstanceOf(CompletionException.class)
        .hasCauseInstanceOf(RejectedExecutionException.class);
    assertThat(resolved).doesNotContain("abandoned");
  }

  @Test
  void failureIsReportedAndNotKept() {
    assertThatThrownBy(() -> lookups.find("unknown").addresses().join())
        .hasCauseInstanceOf(UnknownHostException.class);
    assertThatThrownBy(() -> lookups.find("unknown").addresses().join())
        .hasCauseInstanceOf(UnknownHostException.class);

    assertThat(resolved).hasSize(2);
  }

  @Test
  void errorOfTheResolverIsReportedAndNotKept() {
    NameLookups.Lookup failed = lookups.find("error");
    assertThatThrownBy(() -> failed.addresses().get(10, TimeUnit.SECONDS))
        .hasCauseInstanceOf(StackOverflowError.class);

    assertThat(lookups.find("error")).isNotSameAs(failed);
  }

  @Test
  void nameIsLookedUpAgainAfterNoThreadCouldBeStarted() {
    AtomicInteger threads = new AtomicInteger();
    NameLookups own =
        new NameLookups(
            new ThreadPoolExecutor(
                1,
                1,
                1,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(),
                task -> {
                  if (threads.getAndIncrement() == 0) {
                    throw new OutOfMemoryError("unable to create native thread");
                  }
                  return Thread.ofPlatform().daemon().unstarted(task);
                }),
            this::resolve);
    assertThatThrownBy(() -> own.find("a")).isInstanceOf(OutOfMemoryError.class);

    assertThat(own.find("a").addresses()).succeedsWithin(Duration.ofSeconds(10));
  }

  @Test
  void threadsAreNoVirtualOnes() {
    NameLookups own =
        new NameLookups(
            1,
            1,
            host -> {
              resolved.add(Thread.currentThread().isVirtual() ? "virtual" : "platform");
              return new InetAddress[] {InetAddress.getLoopbackAddress()};
            });
    own.find("any").addresses().join();

    assertThat(resolved).containsExactly("platform");
  }
}
