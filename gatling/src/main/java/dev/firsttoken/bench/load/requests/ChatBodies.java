package dev.firsttoken.bench.load.requests;

import dev.firsttoken.bench.options.RequestOptions;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Bodies of requests while they are encoded; those that differ in their prompts alone share one.
 */
final class ChatBodies {
  private final boolean ignoreEos;
  private final Map<Key, ChatBody> bodies = new HashMap<>();

  /** Everything that makes a body, but for its prompt. */
  private record Key(RequestOptions requestOptions, Map<String, String> fields) {}

  /**
   * @param ignoreEos whether the server is asked not to end a response before its limit
   */
  ChatBodies(boolean ignoreEos) {
    this.ignoreEos = ignoreEos;
  }

  /**
   * Returns the body of a request.
   *
   * @param given other fields of its line
   */
  ChatBody of(RequestOptions requestOptions, Map<String, String> given) {
    Map<String, String> fields = new LinkedHashMap<>(given);
    if (ignoreEos) {
      fields.putIfAbsent("ignore_eos", "true");
    }
    return bodies.computeIfAbsent(
        new Key(requestOptions, fields), key -> ChatBody.of(key.requestOptions(), key.fields()));
  }
}
