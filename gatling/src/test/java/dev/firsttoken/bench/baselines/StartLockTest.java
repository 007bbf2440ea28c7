package dev.firsttoken.bench.baselines;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StartLockTest {
  @TempDir Path dir;

  private StartLock acquire(int port) {
    return StartLock.acquire(dir.resolve("state"), new LocalPort(port), "express");
  }

  @Test
  void portHasOneStartAtATime() {
    try (StartLock _ = acquire(9)) {
      assertThatThrownBy(() -> acquire(9))
          .isInstanceOf(IllegalStateException.class)
          .hasMessage("express can't start: another bench is starting a server on port 9");
    }
    assertThatCode(() -> acquire(9).close()).doesNotThrowAnyException();
  }

  @Test
  void portsAreIndependent() {
    try (StartLock _ = acquire(9)) {
      assertThatCode(() -> acquire(10).close()).doesNotThrowAnyException();
    }
  }
}
