package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import dev.firsttoken.wire.testing.RawClient;
import java.io.IOException;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Identical work: every baseline sends the bytes that the proxy sends. */
@ParameterizedClass
@MethodSource("dev.firsttoken.baselines.Servers#baselineNames")
@Tag("long")
class SameBytesIT extends ContractTestBase {
  SameBytesIT(String name) {
    super(name);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "\"stream\":true",
        "\"stream\":true,\"reasoning_frames\":1,\"stream_options\":{\"include_usage\":true}",
        "\"stream\":true,\"max_tokens\":1",
        "\"reasoning_frames\":0",
        "\"reasoning_frames\":1",
      })
  void bodyIsThatOfTheProxy(String fields) throws IOException {
    String request = RawClient.chat("{\"frames\":2,\"delay_ms\":0," + fields + "}");

    assertThat(body(port, request)).isEqualTo(body(Servers.port(Servers.PROXY), request));
  }

  @ParameterizedTest
  @ValueSource(strings = {"content-type", "cache-control", "x-accel-buffering"})
  void streamHasTheHeaderOfTheProxy(String header) throws IOException {
    String request = RawClient.chat("{\"stream\":true,\"frames\":0}");

    assertThat(RawClient.request(port, request).header(header))
        .isNotNull()
        .isEqualTo(RawClient.request(Servers.port(Servers.PROXY), request).header(header));
  }

  /** Body of the response, with an id of the same length and a time in place of the actual ones. */
  static String body(int port, String request) throws IOException {
    return RawClient.request(port, request)
        .text()
        .replaceAll("\"id\":\"chatcmpl-[0-9a-f]{16}\"", "\"id\":\"chatcmpl-0000000000000000\"")
        .replaceAll("\"created\":\\d{10},", "\"created\":1700000000,");
  }
}
