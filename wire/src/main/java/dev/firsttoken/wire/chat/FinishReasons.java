package dev.firsttoken.wire.chat;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.util.Arrays;

/** Decodes finish reasons. Those that servers commonly send need no allocation. */
final class FinishReasons {
  private static final String[] KNOWN = {
    "stop", "length", "tool_calls", "content_filter", "function_call"
  };
  private static final byte[][] KNOWN_BYTES =
      Arrays.stream(KNOWN).map(reason -> reason.getBytes(UTF_8)).toArray(byte[][]::new);

  private FinishReasons() {}

  static String decode(byte[] bytes, int length) {
    for (int i = 0; i < KNOWN.length; i++) {
      if (Arrays.equals(KNOWN_BYTES[i], 0, KNOWN_BYTES[i].length, bytes, 0, length)) {
        return KNOWN[i];
      }
    }
    return new String(bytes, 0, length, UTF_8);
  }
}
