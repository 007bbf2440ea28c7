package dev.firsttoken.baselines;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Chunks of one streamed response.
 *
 * @param chunks every chunk before {@code [DONE]}, in order
 */
record ChunkStream(List<JsonNode> chunks) {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String DATA = "data: ";

  /** Parses a complete body: one data line and a blank line an event, the last one [DONE]. */
  static ChunkStream parse(String body) {
    assertThat(body).endsWith("data: [DONE]\n\n");
    List<String> events = new ArrayList<>(Arrays.asList(body.split("\n\n")));
    events.removeLast();
    return new ChunkStream(events.stream().map(ChunkStream::parseEvent).toList());
  }

  /** Parses one event without its blank line. */
  static JsonNode parseEvent(String event) {
    assertThat(event).startsWith(DATA).doesNotContain("\n");
    return parseJson(event.substring(DATA.length()));
  }

  static JsonNode parseJson(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new AssertionError("not JSON: " + json, e);
    }
  }

  /** The chunks that carry text, which follow the role chunk. */
  List<JsonNode> frames() {
    return chunks.stream().filter(chunk -> !text(chunk).isEmpty()).toList();
  }

  /** Text of a chunk, reasoning or not. */
  static String text(JsonNode chunk) {
    JsonNode delta = chunk.at("/choices/0/delta");
    return delta.path("content").asText("") + delta.path("reasoning_content").asText("");
  }
}
