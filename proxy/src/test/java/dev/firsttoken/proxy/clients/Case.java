package dev.firsttoken.proxy.clients;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** Test cases of each client, which requests a model with the name of the case. */
enum Case {
  STREAMED,
  BUFFERED,
  TOOLS,
  REASONING,
  /** Status 400, which no client retries. */
  BAD_REQUEST,
  /** Status 429 with Retry-After, which most clients retry. */
  RATE_LIMIT,
  /** A reset between two events. */
  CUT_BETWEEN_EVENTS,
  /** A reset inside an event, but between two HTTP chunks. */
  CUT_IN_EVENT,
  /** A reset inside an event and inside an HTTP chunk. */
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
        .orElseThrow(() -> new AssertionError("no case for the request: " + requestJson));
  }

  static List<String> models() {
    return Arrays.stream(values()).map(Case::model).toList();
  }
}
