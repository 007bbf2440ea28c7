package dev.firsttoken.proxy.downstream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.firsttoken.proxy.meter.FailureLog;
import io.netty.channel.embedded.EmbeddedChannel;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class AcceptFailureHandlerTest {
  private final List<String> lines = new ArrayList<>();
  private final EmbeddedChannel listener =
      new EmbeddedChannel(new AcceptFailureHandler(new FailureLog(() -> 0, lines::add)));

  @Test
  void missingDescriptorIsLoggedOnceWithItsRemedy() {
    for (int i = 0; i < 3; i++) {
      failForLackOfADescriptor();
    }

    assertThat(lines)
        .containsExactly(
            "No client connection can be accepted: too many open files; raise the limit of open"
                + " files (ulimit -n).");
    listener.checkException();
  }

  @Test
  void listenerPausesForASecond() {
    listener.freezeTime();
    failForLackOfADescriptor();
    assertThat(listener.config().isAutoRead()).isFalse();

    listener.advanceTimeBy(1, TimeUnit.SECONDS);
    listener.runScheduledPendingTasks();
    assertThat(listener.config().isAutoRead()).isTrue();
  }

  @Test
  void otherFailuresAreLeftToNetty() {
    listener.pipeline().fireExceptionCaught(new IOException("broken"));

    assertThatThrownBy(listener::checkException).hasMessage("broken");
    assertThat(lines).isEmpty();
  }

  private void failForLackOfADescriptor() {
    listener
        .pipeline()
        .fireExceptionCaught(
            new IOException("accept(..) failed with error(-24): Too many open files"));
  }
}
