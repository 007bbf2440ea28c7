package dev.firsttoken.bench.load.requests;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import dev.firsttoken.bench.dataset.Prompt;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * System messages of a prompt for the Messages API, which takes them in a field of their own and
 * refuses the role. All other messages stay as they stand.
 */
final class SystemMessages {
  private static final String FIELD = "system";
  private static final Set<String> ROLES = Set.of("system", "developer");

  /** Without a limit on strings: the file's reader limits the line. */
  private static final JsonFactory FACTORY =
      JsonFactory.builder()
          .streamReadConstraints(
              StreamReadConstraints.builder().maxStringLength(Integer.MAX_VALUE).build())
          .build();

  private static final ObjectMapper JSON = new ObjectMapper(FACTORY);

  private final Prompt prompt;
  private final List<JsonNode> contents = new ArrayList<>();
  private final StringBuilder others = new StringBuilder("[");
  private int textOffset = -1;

  private SystemMessages(Prompt prompt) {
    this.prompt = prompt;
  }

  /**
   * Moves the system messages of a prompt into their field.
   *
   * @throws IllegalArgumentException naming its line, if it has that field too, or no other message
   */
  static Prompt moveOut(Prompt prompt) {
    if (ROLES.stream().noneMatch(prompt.messages()::contains)) {
      return prompt; // Most have none, and parsing all takes long.
    }
    SystemMessages messages = new SystemMessages(prompt);
    try {
      messages.split();
    } catch (IOException e) {
      throw new IllegalStateException("checked when the file was read", e);
    }
    return messages.contents.isEmpty() ? prompt : messages.toPrompt();
  }

  private void split() throws IOException {
    JsonNode tree = JSON.readTree(prompt.messages());
    try (JsonParser in = FACTORY.createParser(prompt.messages())) {
      in.nextToken();
      for (int i = 0; in.nextToken() != JsonToken.END_ARRAY; i++) {
        int from = (int) in.currentTokenLocation().getCharOffset();
        in.skipChildren();
        int to = (int) in.currentLocation().getCharOffset();
        JsonNode message = tree.path(i);
        if (ROLES.contains(message.path("role").asText())) {
          contents.add(message.path("content"));
        } else {
          addOther(from, to);
        }
      }
    }
    others.append(']');
  }

  private void addOther(int from, int to) {
    if (others.length() > 1) {
      others.append(',');
    }
    if (from <= prompt.textOffset() && prompt.textOffset() < to) {
      textOffset = others.length() + prompt.textOffset() - from;
    }
    others.append(prompt.messages(), from, to);
  }

  private Prompt toPrompt() {
    if (prompt.fields().containsKey(FIELD)) {
      throw invalid("has a system message and the field \"system\"; use one of them");
    }
    if (others.length() <= 2) {
      throw invalid("has system messages alone");
    }
    Map<String, String> fields = new LinkedHashMap<>();
    fields.put(FIELD, joined());
    fields.putAll(prompt.fields());
    return new Prompt(
        prompt.lineNumber(),
        others.toString(),
        textOffset,
        prompt.maxTokens(),
        fields,
        prompt.lengths());
  }

  /** Returns the only content as it is, and several as the blocks of one. */
  private String joined() {
    if (contents.size() == 1) {
      return write(contents.getFirst());
    }
    ArrayNode blocks = JSON.createArrayNode();
    for (JsonNode content : contents) {
      if (content.isArray()) {
        content.forEach(blocks::add);
      } else {
        blocks.addObject().put("type", "text").put("text", content.asText());
      }
    }
    return write(blocks);
  }

  private static String write(JsonNode value) {
    try {
      return JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of JSON can't be written", e);
    }
  }

  private IllegalArgumentException invalid(String reason) {
    return new IllegalArgumentException(
        "line %d of the prompts %s".formatted(prompt.lineNumber(), reason));
  }
}
