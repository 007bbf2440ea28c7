package dev.firsttoken.bench.run;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class FileDescriptorsTest {

  @Test
  void moreUsersThanFilesAreRefusedWithTheNumbersAndTheWayOut() {
    assertThatThrownBy(() -> FileDescriptors.check(300, 100, 256))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "300 concurrent requests need 432 open files, but this process may have 256: raise the"
                + " limit (ulimit -n 432), or send at most 124 at once");
  }

  @Test
  void usersThatFitAreAccepted() {
    assertThatCode(() -> FileDescriptors.check(124, 100, 256)).doesNotThrowAnyException();
    assertThatCode(() -> FileDescriptors.check(300, 100, -1)).doesNotThrowAnyException();
  }
}
