package dev.firsttoken.proxy.relay;

import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.Recording;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Recorded responses of real providers pass unchanged, and their usage is counted. */
class RecordedRelayTest {
  @Test
  void recordingPassesUnchangedAndItsUsageIsCounted() throws Exception {
    List<Recording> recordings = Recording.loadAll();
    assumeFalse(recordings.isEmpty(), "FIRST_TOKEN_STREAMS names no folder of recordings");
    for (Recording recording : recordings) {
      byte[] response = recording.response().getBytes(StandardCharsets.UTF_8);
      try (ScriptedServer upstream = ScriptedServer.responding(response);
          ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
        RawClient.Response relayed =
            RawClient.request(proxy.port(), chat("{\"model\":\"m\",\"stream\":true}"));

        assertThat(relayed.complete()).isTrue();
        assertThat(relayed.text()).as(recording.name()).isEqualTo(recording.body());
        proxy.awaitIdle();
        assertThat(proxy.sum("chat_tokens_total"))
            .as(recording.name())
            .isEqualTo((double) recording.tokens());
        assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
        assertThat(proxy.sum("chat_errors_total")).isZero();
      }
    }
  }
}
