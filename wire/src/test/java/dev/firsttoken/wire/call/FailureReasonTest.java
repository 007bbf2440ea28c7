package dev.firsttoken.wire.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.ChannelException;
import java.io.IOException;
import java.net.ConnectException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FailureReasonTest {

  @Test
  void channelThatCannotBeCreatedNamesItsRootCause() {
    Throwable failure =
        new ChannelException(
            "Unable to create a channel",
            new ReflectiveOperationException(new IOException("Permission denied")));

    assertThat(FailureReason.of(failure))
        .isEqualTo("Unable to create a channel: permission denied");
  }

  @Test
  void channelWithoutADescriptorIsDescribedByThatAlone() {
    Throwable failure =
        new ChannelException(
            "Unable to create a channel",
            new IOException("newSocketStream(..) failed with error(-24): Too many open files"));

    assertThat(FailureReason.of(failure)).isEqualTo("too many open files");
  }

  @ParameterizedTest
  @CsvSource({
    "finishConnect(..) failed with error(-111): Connection refused, connection refused",
    "recvAddress(..) failed with error(-104): Connection reset by peer, connection reset by peer",
    "connect(..) failed with error(-110): Connection timed out, connection timed out",
    "connect(..) failed with error(-113): No route to host, no route to host",
    "connect(..) failed with error(-101): Network is unreachable, network is unreachable",
    "accept(..) failed with error(-24): Too many open files, too many open files",
    "Connection refused, connection refused",
    "PKIX path building failed, PKIX path building failed",
  })
  void errorOfASystemCallIsSaidInWords(String message, String words) {
    assertThat(FailureReason.of(new IOException(message))).isEqualTo(words);
  }

  @Test
  void failedConnectIsDescribedWithoutTheAddress() {
    ConnectException cause =
        new ConnectException("finishConnect(..) failed with error(-111): Connection refused");
    ConnectException annotated =
        new ConnectException(cause.getMessage() + ": canary/127.0.0.1:8000");
    annotated.initCause(cause);

    assertThat(FailureReason.ofConnect(annotated)).isEqualTo("connection refused");
  }

  @Test
  void otherFailuresAreDescribedByThemselves() {
    assertThat(FailureReason.of(new IOException("broken", new IOException("root"))))
        .isEqualTo("broken");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "newSocketStream(..) failed with error(-24): Too many open files",
        "Too many open files in system",
        "No file descriptors available"
      })
  void exhaustedDescriptorsAreRecognized(String message) {
    IOException cause = new IOException(message);

    assertThat(FailureReason.isDescriptorLimit(new ChannelException("socket", cause))).isTrue();
    assertThat(FailureReason.isDescriptorLimit(new IOException("Connection refused"))).isFalse();
    assertThat(FailureReason.isDescriptorLimit(new IOException())).isFalse();
  }
}
