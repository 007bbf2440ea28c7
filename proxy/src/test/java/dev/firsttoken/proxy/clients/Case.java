package dev.firsttoken.proxy.clients;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;

/** What each client is put through: it asks for a model of the case's name. */
enum Case {
  STREAMED,
  WHOLE,
  TOOLS,
  REASONING,
  /** 400, which nobody tries again. */
  REFUSED,
  /** 429 with the time to wait, which most try again. */
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
