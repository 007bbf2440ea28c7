package dev.firsttoken.wire.chat;

import static dev.firsttoken.wire.chat.ParsedFacts.elements;
import static dev.firsttoken.wire.chat.ParsedFacts.isNonEmptyText;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;

/** Content of one delta, found by Jackson for comparison with the scanner. */
record JacksonDelta(
    boolean text, boolean reasoning, boolean toolCall, boolean media, boolean other) {

  static JacksonDelta of(JsonNode delta) {
    return new JacksonDelta(
        isNonEmptyText(delta.path("content"))
            || isNonEmptyText(delta.path("refusal"))
            || isNonEmptyText(delta.path("audio").path("transcript"))
            || hasText(delta.path("content"), "text"),
        hasReasoning(delta),
        hasToolCall(delta),
        isNonEmptyText(delta.path("audio").path("data"))
            || hasImage(delta.path("images"))
            || hasImage(delta.path("content")),
        delta.isObject() && hasOther(delta));
  }

  private static boolean hasReasoning(JsonNode delta) {
    boolean found =
        isNonEmptyText(delta.path("reasoning"))
            || isNonEmptyText(delta.path("reasoning_content"))
            || isNonEmptyText(delta.path("thinking"))
            || hasText(delta.path("reasoning_details"), "text", "summary", "data")
            || hasText(delta.path("content"), "thinking");
    for (JsonNode part : elements(delta.path("content"))) {
      found |= hasText(part.path("thinking"), "text");
    }
    return found;
  }

  private static boolean hasToolCall(JsonNode delta) {
    boolean found = hasText(List.of(delta.path("function_call")), "name", "arguments");
    for (JsonNode call : elements(delta.path("tool_calls"))) {
      found |= hasText(List.of(call.path("function")), "name", "arguments");
      found |= hasText(List.of(call.path("custom")), "name", "input");
    }
    return found;
  }

  private static boolean hasImage(JsonNode list) {
    boolean found = false;
    for (JsonNode image : elements(list)) {
      found |= isNonEmptyText(image.path("image_url").path("url"));
    }
    return found;
  }

  private static boolean hasText(JsonNode list, String... keys) {
    return hasText(elements(list), keys);
  }

  private static boolean hasText(Iterable<JsonNode> objects, String... keys) {
    boolean found = false;
    for (JsonNode object : objects) {
      for (String key : keys) {
        found |= isNonEmptyText(object.path(key));
      }
    }
    return found;
  }

  /** True if the delta holds a string or a number other than the role. */
  private static boolean hasOther(JsonNode delta) {
    boolean found = false;
    for (Map.Entry<String, JsonNode> field : delta.properties()) {
      JsonNode value = field.getValue();
      boolean isRole = field.getKey().equals("role") && value.isValueNode();
      found |= !isRole && holdsText(value);
    }
    return found;
  }

  private static boolean holdsText(JsonNode node) {
    boolean found = isNonEmptyText(node) || (node.isNumber() && ParsedFacts.holdsValue(node));
    for (JsonNode child : node) {
      found |= holdsText(child);
    }
    return found;
  }
}
