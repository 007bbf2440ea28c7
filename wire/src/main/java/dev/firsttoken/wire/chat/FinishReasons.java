package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decodes finish reasons. Those that servers commonly send need no allocation. */
final class FinishReasons {
  private static final String[] KNOWN = {
    "stop",
    "length",
    "tool_calls",
    "content_filter",
    "function_call",
    "end_turn",
    "max_tokens",
    "tool_use",
    "stop_sequence"
  };
  private static final byte[][] KNOWN_BYTES =
      Arrays.stream(KNOWN).map(reason -> reason.getBytes(UTF_8)).toArray(byte[][]::new);

  /**
   * Parts of the reasons by which servers report a failure: {@code abort} and {@code error} (vLLM,
   * SGLang, OpenRouter), {@code network_error} (Zhipu), {@code insufficient_system_resource}
   * (DeepSeek), {@code USER_CANCEL} (Cohere), {@code MALFORMED_FUNCTION_CALL} (Gemini).
   */
  private static final String[] FAILURES = {
    "abort", "error", "fail", "cancel", "timeout", "timed_out", "resource", "overload", "malformed"
  };

  /** Statuses of the Responses API; a failed response has an error besides. */
  private static final Set<String> ENDED = Set.of("completed", "incomplete");

  private FinishReasons() {}

  static String decode(byte[] bytes, int length) {
    for (int i = 0; i < KNOWN.length; i++) {
      if (Arrays.equals(KNOWN_BYTES[i], 0, KNOWN_BYTES[i].length, bytes, 0, length)) {
        return KNOWN[i];
      }
    }
    return new String(bytes, 0, length, UTF_8);
  }

  /**
   * Returns the status of a response that has ended.
   *
   * @return {@code completed} or {@code incomplete}, or null for any other status
   */
  static @Nullable String ofStatus(byte[] bytes, int length) {
    String status = new String(bytes, 0, length, UTF_8);
    return ENDED.contains(status) ? status : null;
  }

  /** True if the reason says that the generation failed, and not that it ended. */
  static boolean isFailure(String reason) {
    String lowerCase = reason.toLowerCase(Locale.ROOT);
    for (String failure : FAILURES) {
      if (lowerCase.contains(failure)) {
        return true;
      }
    }
    return false;
  }
}
