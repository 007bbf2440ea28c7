package dev.firsttoken.wire.testing;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.opentest4j.TestAbortedException;

class RequiredProgramTest {
  @Test
  void testWithoutItsProgramIsLeftOutWithTheReason() {
    assertThatThrownBy(
            () -> RequiredProgram.assume("no-such-program", "prometheus", LeakWatchTest.class))
        .isInstanceOf(TestAbortedException.class)
        .hasMessage(
            "LeakWatchTest is not run: no-such-program is not in PATH; apt-get install prometheus");
  }

  @Test
  void testWithItsProgramIsRun() {
    assertThatCode(() -> RequiredProgram.assume("sh", "dash", LeakWatchTest.class))
        .doesNotThrowAnyException();
  }
}
