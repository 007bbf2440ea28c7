package dev.firsttoken.wire.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.UnpooledByteBufAllocator;
import java.util.List;
import org.junit.jupiter.api.Test;

class LeakWatchTest {

  @Test
  void unreleasedBufferFailsWithTheStackThatCreatedIt() {
    LeakWatch watch = LeakWatch.start();
    ByteBuf leak = ByteBufAllocator.DEFAULT.buffer(10);
    Thread.currentThread().interrupt(); // Avoids waiting for a release that never comes.
    assertThatThrownBy(watch::close)
        .isInstanceOf(AssertionError.class)
        .hasMessage("1 buffers were never released")
        .satisfies(error -> assertThat(stack(error.getSuppressed()[0])).contains("LeakWatchTest"));
    assertThat(Thread.interrupted()).isTrue();
    leak.release();
  }

  @Test
  void sliceThatRetainsItsBufferIsDetectedWithAnyAllocator() {
    for (ByteBufAllocator alloc :
        List.of(ByteBufAllocator.DEFAULT, UnpooledByteBufAllocator.DEFAULT)) {
      LeakWatch watch = LeakWatch.start();
      ByteBuf buffer = alloc.directBuffer(10).writeZero(10);
      ByteBuf slice = buffer.readRetainedSlice(4);
      buffer.release();
      Thread.currentThread().interrupt();
      assertThatThrownBy(watch::close).isInstanceOf(AssertionError.class);
      assertThat(Thread.interrupted()).isTrue();
      slice.release();
    }
  }

  @Test
  void bufferReleasedByAnotherThreadIsAwaited() throws InterruptedException {
    LeakWatch watch = LeakWatch.start();
    ByteBuf buffer = ByteBufAllocator.DEFAULT.buffer(10);
    Thread releasing = Thread.ofVirtual().start(buffer::release);
    assertThatCode(watch::close).doesNotThrowAnyException();
    releasing.join();
  }

  @Test
  void bufferCreatedBeforeTheWatchIsIgnored() {
    ByteBuf earlier = ByteBufAllocator.DEFAULT.buffer(10);
    try (LeakWatch watch = LeakWatch.start()) {
      assertThat(watch).isNotNull();
    }
    earlier.release();
  }

  private static String stack(Throwable creation) {
    return List.of(creation.getStackTrace()).toString();
  }
}
