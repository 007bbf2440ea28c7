package dev.firsttoken.proxy.clients;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Test cases of each client, which requests a model with the name of the case. */
enum Case {
  STREAMED,
  WHOLE,
  TOOLS,
  REASONING,
  /** Status 400, which no client retries. */
  REFUSED,
  /** Status 429 with Retry-After, which most clients retry. */
  LIMITED,
  /** A reset between two events. */
  CUT_BETWEEN_EVENTS,
  /** A reset inside an event, and between two chunks. */
  CUT_IN_EVENT,
  /** A reset inside an event and a chunk. */
  CUT_IN_CHUNK;

  String model() {
    return name().toLowerCase(Locale.ROOT);
  }

  static Case forRequest(String requestJson) {
    return Arrays.stream(values())
        .filter(
            candidate ->
                requestJson.matches("(?s).*\"model\"\\s*:\\s*\"" + candidate.model() + "\".*"))
        .findFirst()
        .orElseThrow(() -> new AssertionError("no case: " + requestJson));
  }

  static List<String> models() {
    return Arrays.stream(values()).map(Case::model).toList();
  }
}
