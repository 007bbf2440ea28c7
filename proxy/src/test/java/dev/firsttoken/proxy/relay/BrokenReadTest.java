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
  void whatCameInOneReadWithBrokenFramingIsCountedAsItIsSent() throws Exception {
    String good = Integer.toHexString(EVENT.length()) + "\r\n" + EVENT + "\r\n";
    String answer =
        "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nTransfer-Encoding: chunked\r\n\r\n"
            + good
            + "no size\r\n";
    try (ScriptedServer upstream =
            ScriptedServer.answering(answer.getBytes(StandardCharsets.US_ASCII));
        ProxyUnderTest proxy = ProxyUnderTest.relayingTo(upstream.baseUrl())) {
      RawClient.Answer read =
          RawClient.ask(proxy.port(), chat("{\"model\":\"m\",\"stream\":true}"));

      assertThat(read.complete()).isFalse();
      assertThat(read.text()).startsWith(EVENT).contains("upstream_reset");
      proxy.settle();
      assertThat(proxy.sum("chat_bytes_out_total")).isEqualTo(read.body().length);
      assertThat(proxy.sum("chat_ttft_ms_count")).isEqualTo(1);
      assertThat(proxy.sum("chat_tokens_total")).isEqualTo(1);
    }
  }
}
