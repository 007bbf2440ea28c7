package dev.firsttoken.proxy.api;

import static dev.firsttoken.proxy.api.SyntheticOptions.NO_LIMIT;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Shape of the synthetic stream, from a request and from the environment. */
class SyntheticOptionsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "0.1, 100",
    "1.5, 1500",
    "1.50, 1500",
    "1e1, 10000",
    "10000, 10000000",
    "10000.0, 10000000",
  })
  void spinTimeHasAtMostOneDecimal(String micros, int nanos) {
    assertThat(options("{\"spin_us\":" + micros + "}").spinNanos()).isEqualTo(nanos);
    assertThat(SyntheticOptions.fromEnvironment(Map.of("SYN_SPIN_US", micros)).spinNanos())
        .isEqualTo(nanos);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "\"max_tokens\":10|10|length",
        "\"max_completion_tokens\":10|10|length",
        "\"max_tokens\":20,\"max_completion_tokens\":10|10|length",
        "\"max_tokens\":10,\"max_completion_tokens\":20|10|length",
        "\"max_tokens\":null|200|stop",
        "\"max_tokens\":200|200|stop",
        "\"max_tokens\":99999999999999999999|200|stop",
      })
  void smallerTokenLimitCapsTheFrames(String fields, int frames, String finishReason) {
    SyntheticOptions options = options("{" + fields + "}");

    assertThat(options.sentFrames()).isEqualTo(frames);
    assertThat(options.finishReason()).isEqualTo(finishReason);
  }

  @Test
  void tokenLimitCapsTheReasoningFramesToo() {
    SyntheticOptions options = options("{\"reasoning_frames\":50,\"max_tokens\":10}");

    assertThat(options.sentReasoningFrames()).isEqualTo(10);
  }

  @Test
  void defaultReasoningFramesAreCappedAtFrames() {
    SyntheticOptions syntheticOptions =
        SyntheticOptions.fromEnvironment(Map.of("SYN_REASONING_FRAMES", "50"));

    assertThat(options("{\"frames\":10}", syntheticOptions))
        .isEqualTo(new SyntheticOptions(10, 5, 64, 0, 10, 0, NO_LIMIT, false));
  }

  @ParameterizedTest
  @CsvSource({
    "SYN_FRAMES, -1, 'SYN_FRAMES must be an integer from 0 to 100000, not \"-1\".'",
    "SYN_DELAY_MS, 5ms, 'SYN_DELAY_MS must be an integer from 0 to 60000, not \"5ms\".'",
    "SYN_BYTES, 0, 'SYN_BYTES must be an integer from 1 to 65536, not \"0\".'",
    "SYN_TTFT_MS, 1e3, 'SYN_TTFT_MS must be an integer from 0 to 600000, not \"1e3\".'",
    "SYN_SPIN_US, 1.25, 'SYN_SPIN_US must be a number from 0 to 10000 with at most one decimal, not"
        + " \"1.25\".'",
    "SYN_SPIN_US, 0x10, 'SYN_SPIN_US must be a number from 0 to 10000 with at most one decimal, not"
        + " \"0x10\".'",
    "SYN_REASONING_FRAMES, 201, 'SYN_REASONING_FRAMES must be at most SYN_FRAMES (200), not"
        + " 201.'",
  })
  void defaultOutOfRangeIsRejected(String name, String value, String message) {
    assertThatThrownBy(() -> SyntheticOptions.fromEnvironment(Map.of(name, value)))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(message);
  }

  @Test
  void defaultsComeFromTheEnvironmentOrTheContract() {
    assertThat(SyntheticOptions.fromEnvironment(Map.of()))
        .isEqualTo(new SyntheticOptions(200, 5, 64, 0, 0, 0, NO_LIMIT, false));
    assertThat(
            SyntheticOptions.fromEnvironment(
                Map.of(
                    "SYN_FRAMES", "10",
                    "SYN_DELAY_MS", " 20 ",
                    "SYN_BYTES", "30",
                    "SYN_TTFT_MS", "40",
                    "SYN_REASONING_FRAMES", "5")))
        .isEqualTo(new SyntheticOptions(10, 20, 30, 40, 5, 0, NO_LIMIT, false));
  }

  private static SyntheticOptions options(String body) {
    return options(body, SyntheticOptions.fromEnvironment(Map.of()));
  }

  private static SyntheticOptions options(String body, SyntheticOptions defaults) {
    ByteBuf buffer = Unpooled.copiedBuffer(body, StandardCharsets.UTF_8);
    return ChatRequestParser.parse(
            Route.CHAT, buffer, new ChatDefaults("synthetic", defaults, false))
        .syntheticOptions();
  }
}
