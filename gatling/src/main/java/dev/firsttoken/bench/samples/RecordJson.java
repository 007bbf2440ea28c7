package dev.firsttoken.bench.samples;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;

/** Converts records to and from JSON, with component names in snake case. */
final class RecordJson {
  static final JsonMapper MAPPER =
      JsonMapper.builder()
          .propertyNamingStrategy(PropertyNamingStrategies.SNAKE_CASE)
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .enable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
          .enable(DeserializationFeature.FAIL_ON_MISSING_CREATOR_PROPERTIES)
          .build();

  private RecordJson() {}

  /**
   * Reads a level. Files of earlier versions have no target, round and kind.
   *
   * @throws IOException naming the field that is missing or wrong
   */
  static Level readLevel(JsonNode tree) throws IOException {
    if (tree instanceof ObjectNode level && !level.has("target")) {
      level.put("target", Level.DEFAULT_TARGET);
      level.put("round", 1);
      level.put("kind", RequestKind.CHAT.label());
    }
    return read(tree, Level.class);
  }

  static JsonNode toTree(Record value) {
    return MAPPER.valueToTree(value);
  }

  /**
   * Reads a record.
   *
   * @throws IOException naming the field that is missing or wrong
   */
  static <T extends Record> T read(JsonNode tree, Class<T> type) throws IOException {
    try {
      return MAPPER.treeToValue(tree, type);
    } catch (JsonProcessingException e) {
      throw new IOException(e.getOriginalMessage(), e);
    }
  }
}
