package dev.firsttoken.bench.options.value;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.POJONode;
import com.fasterxml.jackson.databind.util.RawValue;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Fields that the user adds to the JSON of every request, as a merge patch (RFC 7396): a value
 * replaces the field of its name, {@code null} removes it, and objects are merged field by field.
 *
 * @param fields never changed after its creation
 */
public record JsonPatch(ObjectNode fields) {
  /** Exact decimals: {@code 0.10} is sent as it was given. */
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
          .build();

  /** A patch that changes nothing. */
  public static final JsonPatch NONE = new JsonPatch(JSON.createObjectNode());

  private static final int MAX_CHARACTERS = 1 << 20;

  /** Fields with the user's words, which other flags set. */
  private static final Set<String> PROMPT_FIELDS = Set.of("messages", "prompt", "input");

  /**
   * Parses a patch.
   *
   * @throws IllegalArgumentException with the reason, if the text is no JSON object or has a field
   *     that another flag sets
   */
  public static JsonPatch parse(String text) {
    if (text.length() > MAX_CHARACTERS) {
      throw new IllegalArgumentException(
          "has %,d characters, the maximum is %,d".formatted(text.length(), MAX_CHARACTERS));
    }
    try {
      if (JSON.readTree(text) instanceof ObjectNode fields) {
        check(fields);
        return new JsonPatch(fields);
      }
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException(
          "is no valid JSON%s: %s".formatted(position(e), e.getOriginalMessage()), e);
    }
    throw new IllegalArgumentException("must be a JSON object like {\"temperature\":0}");
  }

  private static String position(JsonProcessingException e) {
    return e.getLocation() == null ? "" : " at character " + e.getLocation().getColumnNr();
  }

  private static void check(ObjectNode fields) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      String name = field.getKey();
      if (PROMPT_FIELDS.contains(name)) {
        throw new IllegalArgumentException(
            "can't set \"%s\": --prompt or a file of prompts does".formatted(name));
      }
      if (name.equals("stream")) {
        throw new IllegalArgumentException(
            "can't set \"stream\", on which the bench's own reading of the response depends");
      }
      if (name.equals("model") && !field.getValue().isNull()) {
        throw new IllegalArgumentException("can't set \"model\": use --model");
      }
    }
  }

  /** Returns true if the patch changes nothing. */
  public boolean isEmpty() {
    return fields.isEmpty();
  }

  /**
   * Merges the patch into the fields of a request. A field that none of the parts has comes last.
   *
   * @param first part of the request that keeps its fields apart, such as those before the messages
   * @param second part that takes new fields
   */
  public void applyTo(ObjectNode first, ObjectNode second) {
    for (Map.Entry<String, JsonNode> field : fields.properties()) {
      merge(first.has(field.getKey()) ? first : second, field.getKey(), field.getValue());
    }
  }

  private static void merge(ObjectNode owner, String name, JsonNode change) {
    if (change.isNull()) {
      owner.remove(name);
    } else if (change instanceof ObjectNode changes) {
      ObjectNode merged = object(owner.get(name));
      for (Map.Entry<String, JsonNode> field : changes.properties()) {
        merge(merged, field.getKey(), field.getValue());
      }
      owner.set(name, merged);
    } else {
      owner.set(name, change.deepCopy());
    }
  }

  /** Returns a copy of the object to merge into: an empty one for any other value. */
  private static ObjectNode object(@Nullable JsonNode value) {
    JsonNode parsed = value instanceof POJONode verbatim ? parseVerbatim(verbatim) : value;
    return parsed instanceof ObjectNode object ? object.deepCopy() : JSON.createObjectNode();
  }

  /** Parses a value that a file's line gave, and that is sent as it stands otherwise. */
  private static @Nullable JsonNode parseVerbatim(POJONode verbatim) {
    if (!(verbatim.getPojo() instanceof RawValue raw)) {
      return null;
    }
    try {
      return JSON.readTree(String.valueOf(raw.rawValue()));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("checked when the file was read: " + raw.rawValue(), e);
    }
  }
}
