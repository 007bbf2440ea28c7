package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import org.junit.jupiter.api.Test;

class FailureReasonTest {

  @Test
  void channelThatCannotBeCreatedNamesItsRootCause() {
    Throwable failure =
        new ChannelException(
            "Unable to create a channel",
            new ReflectiveOperationException(new IOException("Too many open files")));

    assertThat(FailureReason.of(failure))
        .isEqualTo("Unable to create a channel: Too many open files");
  }

  @Test
  void otherFailuresAreDescribedByThemselves() {
    assertThat(FailureReason.of(new IOException("broken", new IOException("root"))))
        .isEqualTo("broken");
  }
}
