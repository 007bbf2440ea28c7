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

/** What real providers sent passes unchanged, and is counted as another reader counts it. */
class RecordedRelayTest {
  @Test
  void bytesOutEqualBytesInAndTokensAreThoseOfTheUsage() throws Exception {
    List<Recording> recordings = Recording.all();
    assumeFalse(recordings.isEmpty(), "FIRST_TOKEN_STREAMS names no folder of recordings");
    for (Recording recording : recordings) {
      byte[] answer = recording.answer().getBytes(StandardCharsets.UTF_8);
      try (ScriptedServer upstream = ScriptedServer.answering(answer);
          ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
        RawClient.Answer relayed =
            RawClient.ask(proxy.port(), chat("{\"model\":\"m\",\"stream\":true}"));

        assertThat(relayed.complete()).isTrue();
        assertThat(relayed.text()).as(recording.name()).isEqualTo(recording.body());
        proxy.settle();
        assertThat(proxy.sum("chat_tokens_total"))
            .as(recording.name())
            .isEqualTo((double) recording.tokens());
        assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
        assertThat(proxy.sum("chat_errors_total")).isZero();
      }
    }
  }
}
