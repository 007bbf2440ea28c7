package dev.firsttoken.proxy.relay;

import static dev.firsttoken.wire.testing.RawClient.chat;
import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.proxy.ProxyUnderTest;
import dev.firsttoken.wire.testing.RawClient;
import dev.firsttoken.wire.testing.ScriptedServer;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class BrokenReadTest {
  private static final String EVENT = "data: {\"choices\":[{\"delta\":{\"content\":\"x\"}}]}\n\n";

  @Test
  void bytesReadBeforeBrokenFramingAreSentAndCounted() throws Exception {
    String good = Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n";
    String response =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + good
            + "no size\r\n";
    try (ScriptedServer upstream =
            ScriptedServer.responding(response.getBytes(StandardCharsets.US_ASCII));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Response received =
          RawClient.request(proxy.port(), chat("{\"model\":\"m\",\"stream\":true}"));

      assertThat(received.complete()).isFalse();
      assertThat(received.text()).startsWith(EVENT).contains("upstream_reset");
      proxy.awaitIdle();
      assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(received.body().length);
      assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
      assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    }
  }
}
