package dev.firsttoken.proxy.api;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Writers of the few pieces of JSON that need no library. */
final class JsonText {
  private JsonText() {}

  /** Encodes a JSON string with its quotes. */
  static String quote(String value) {
    return '"' + new String(JsonStringEncoder.getInstance().quoteAsString(value)) + '"';
  }

  /** Encodes an OpenAI error object in UTF-8. */
  static byte[] error(String message, String type, @Nullable String param, String code) {
    return "{\"error\":{\"message\":%s,\"type\":%s,\"param\":%s,\"code\":%s}}"
        .formatted(quote(message), quote(type), param == null ? "null" : quote(param), quote(code))
        .getBytes(StandardCharsets.UTF_8);
  }
}
