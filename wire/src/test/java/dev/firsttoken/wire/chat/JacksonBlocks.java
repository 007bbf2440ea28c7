package dev.firsttoken.wire.chat;

import static dev.firsttoken.wire.chat.ParsedFacts.elements;
import static dev.firsttoken.wire.chat.ParsedFacts.isNonEmptyText;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Content of an event of the Messages API, found by Jackson for comparison with the scanner. */
record JacksonBlocks(
    boolean text, boolean reasoning, boolean toolCall, @Nullable String stopReason) {

  static JacksonBlocks of(JsonNode event) {
    List<JsonNode> blocks = new ArrayList<>(List.of(event.path("delta")));
    blocks.add(event.path("content_block"));
    elements(event.path("content")).forEach(blocks::add);
    JsonNode stopReason = event.path("delta").path("stop_reason");
    return new JacksonBlocks(
        hasText(blocks, "text"),
        hasText(blocks, "thinking") || hasText(blocks, "data"),
        hasText(blocks, "name") || isNonEmptyText(event.path("delta").path("partial_json")),
        isNonEmptyText(stopReason) ? stopReason.textValue() : null);
  }

  private static boolean hasText(List<JsonNode> blocks, String key) {
    return blocks.stream().anyMatch(block -> isNonEmptyText(block.path(key)));
  }
}
