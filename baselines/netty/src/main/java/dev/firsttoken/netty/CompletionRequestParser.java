package dev.firsttoken.netty;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.netty.buffer.ByteBuf;
import java.math.BigDecimal;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parser of request bodies. Fields that are not read here may hold anything. */
final class CompletionRequestParser {
  private static final JsonMapper JSON =
      JsonMapper.builder()
          .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
          .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
          .build();

  private static final List<NumberRange> CAPS =
      List.of(
          new NumberRange("max_tokens", 1, NumberRange.NO_MAX),
          new NumberRange("max_completion_tokens", 1, NumberRange.NO_MAX));

  private final Map<StreamKnob, BigDecimal> defaults;

  /**
   * @param defaults values of the knobs that a request does not set
   */
  CompletionRequestParser(Map<StreamKnob, BigDecimal> defaults) {
    this.defaults = defaults;
  }

  /**
   * Parses a request body. Null counts as absent, as in OpenAI's API.
   *
   * @throws RequestError 400 for what is no JSON object in UTF-8, or a field of a wrong type
   * @throws OutOfRangeException naming the field, its range and its value
   */
  CompletionRequest parse(ByteBuf body) {
    JsonNode fields = parseObject(body);
    Map<StreamKnob, BigDecimal> numbers = readKnobs(fields);
    int frames = numbers.getOrDefault(StreamKnob.FRAMES, BigDecimal.ZERO).intValueExact();
    int maxFrames = readCap(fields, frames);
    return new CompletionRequest(
        body.readableBytes(),
        readModel(fields.path("model")),
        readBoolean("stream", fields.path("stream")),
        readIncludeUsage(fields.path("stream_options")),
        StreamOptions.of(numbers, maxFrames, readBoolean("stamp", fields.path("stamp"))),
        maxFrames < frames ? "length" : "stop");
  }

  private static JsonNode parseObject(ByteBuf body) {
    if (!body.isReadable()) {
      throw RequestError.badRequest(null, "The body is empty; it must be a JSON object.");
    }
    JsonNode value;
    try {
      // Jackson accepts overlong forms of UTF-8; the JDK's decoder does not.
      value =
          JSON.readTree(StandardCharsets.UTF_8.newDecoder().decode(body.nioBuffer()).toString());
    } catch (CharacterCodingException e) {
      throw RequestError.badRequest(null, "The body is not valid UTF-8.");
    } catch (JsonProcessingException e) {
      throw RequestError.badRequest(null, "The body is not valid JSON.");
    }
    if (!value.isObject()) {
      throw RequestError.badRequest(null, "The body must be a JSON object.");
    }
    return value;
  }

  private Map<StreamKnob, BigDecimal> readKnobs(JsonNode fields) {
    Map<StreamKnob, BigDecimal> numbers = new EnumMap<>(defaults);
    for (StreamKnob knob : StreamKnob.values()) {
      JsonNode value = fields.path(knob.field);
      if (isPresent(value)) {
        numbers.put(knob, readNumber(value, knob.range(knob.field)));
      }
    }
    JsonNode reasoning = fields.path(StreamKnob.REASONING_FRAMES.field);
    BigDecimal frames = numbers.getOrDefault(StreamKnob.FRAMES, BigDecimal.ZERO);
    // If the default exceeds the requested frames, that is not the client's error.
    if (isPresent(reasoning) && reasoning.decimalValue().compareTo(frames) > 0) {
      throw RequestError.badRequest(
          StreamKnob.REASONING_FRAMES.field,
          "reasoning_frames must be an integer from 0 to frames (%s), not %s."
              .formatted(frames, reasoning));
    }
    return numbers;
  }

  private static int readCap(JsonNode fields, int frames) {
    BigDecimal cap = BigDecimal.valueOf(frames);
    for (NumberRange range : CAPS) {
      JsonNode value = fields.path(range.name());
      if (isPresent(value)) {
        cap = cap.min(readNumber(value, range));
      }
    }
    return cap.intValueExact();
  }

  private static @Nullable String readModel(JsonNode value) {
    if (!isPresent(value)) {
      return null;
    }
    if (!value.isTextual()) {
      throw RequestError.badRequest(
          "model", "model must be a string, not %s.".formatted(describe(value)));
    }
    String model = value.textValue();
    if (model.length() > ServerSettings.MAX_MODEL_LENGTH) {
      throw RequestError.badRequest(
          "model",
          "model must be a string of at most %d characters, not %d."
              .formatted(ServerSettings.MAX_MODEL_LENGTH, model.length()));
    }
    return model.isEmpty() ? null : model;
  }

  private static boolean readIncludeUsage(JsonNode streamOptions) {
    if (isPresent(streamOptions) && !streamOptions.isObject()) {
      throw RequestError.badRequest(
          "stream_options",
          "stream_options must be an object, not %s.".formatted(describe(streamOptions)));
    }
    return readBoolean("stream_options.include_usage", streamOptions.path("include_usage"));
  }

  private static boolean readBoolean(String name, JsonNode value) {
    if (isPresent(value) && !value.isBoolean()) {
      throw RequestError.badRequest(
          name, "%s must be true or false, not %s.".formatted(name, describe(value)));
    }
    return value.booleanValue();
  }

  private static BigDecimal readNumber(JsonNode value, NumberRange range) {
    boolean isOfKind = range.decimals() == 0 ? value.isIntegralNumber() : value.isNumber();
    if (!isOfKind || !range.contains(value.decimalValue())) {
      throw range.outOfRange(describe(value));
    }
    return value.decimalValue();
  }

  private static boolean isPresent(JsonNode value) {
    return !(value instanceof MissingNode) && !value.isNull();
  }

  /** Shows a value in a message: a string is quoted, a long value is cut. */
  private static String describe(JsonNode value) {
    return switch (value.getNodeType()) {
      case OBJECT -> "an object";
      case ARRAY -> "an array";
      case STRING -> NumberRange.quote(value.textValue());
      default -> NumberRange.abbreviate(value.asText());
    };
  }
}
