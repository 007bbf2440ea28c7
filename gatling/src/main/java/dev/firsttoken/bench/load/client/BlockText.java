package dev.firsttoken.bench.load.client;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;

/** Text of an event, or of a whole response, of the Responses and Messages APIs. */
final class BlockText {
  /** Kind of a text. */
  enum Kind {
    TEXT,
    REASONING,
    ARGUMENTS
  }

  /** One text of an event. */
  record Part(Kind kind, String text) {}

  private final List<Part> parts = new ArrayList<>();

  private BlockText() {}

  /** Returns the texts that make the event a content event, in order. */
  static List<Part> of(JsonNode event) {
    BlockText blockText = new BlockText();
    JsonNode delta = event.path("delta");
    String type = event.path("type").asText("");
    if (!type.endsWith("audio.delta")) { // encoded sound
      blockText.add(kindOf(type), delta);
    }
    blockText.add(Kind.ARGUMENTS, event.path("item").path("name"));
    blockText.addBlock(delta);
    blockText.addBlock(event.path("content_block"));
    event.path("content").forEach(blockText::addBlock);
    event.path("output").forEach(blockText::addItem);
    return blockText.parts;
  }

  /** Kind of the delta of an event of the Responses API, by the event's type. */
  private static Kind kindOf(String type) {
    if (type.contains("reasoning")) {
      return Kind.REASONING;
    }
    return type.contains("text") || type.contains("refusal") || type.contains("transcript")
        ? Kind.TEXT
        : Kind.ARGUMENTS;
  }

  /** Adds a block of the Messages API, or a delta of one. */
  private void addBlock(JsonNode block) {
    add(Kind.TEXT, block.path("text"));
    add(Kind.REASONING, block.path("thinking"));
    add(Kind.ARGUMENTS, block.path("name"));
    add(Kind.ARGUMENTS, block.path("partial_json"));
  }

  /** Adds an item of a whole response of the Responses API. */
  private void addItem(JsonNode item) {
    for (JsonNode part : item.path("content")) {
      add(Kind.TEXT, part.path("text"));
      add(Kind.TEXT, part.path("refusal"));
    }
    item.path("summary").forEach(part -> add(Kind.REASONING, part.path("text")));
    add(Kind.ARGUMENTS, item.path("name"));
    add(Kind.ARGUMENTS, item.path("arguments"));
  }

  private void add(Kind kind, JsonNode text) {
    if (text.isTextual()) {
      parts.add(new Part(kind, text.textValue()));
    }
  }
}
