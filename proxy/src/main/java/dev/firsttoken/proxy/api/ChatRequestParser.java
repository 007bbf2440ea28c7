package dev.firsttoken.proxy.api;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.firsttoken.proxy.api.ChatRequest.ModelInsertion;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.OptionalInt;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Parses one {@link ChatRequest} token by token, without a tree. */
public final class ChatRequestParser {
  private static final JsonFactory JSON =
      JsonFactory.builder()
          // Interning would let clients fill the JVM's string table with field names.
          .disable(JsonFactory.Feature.INTERN_FIELD_NAMES)
          .streamReadConstraints(
              StreamReadConstraints.builder()
                  .maxNestingDepth(ChatRequest.MAX_NESTING_DEPTH)
                  // The size of the body is bounded, so the depth is the only limit needed.
                  .maxNameLength(Integer.MAX_VALUE)
                  .maxNumberLength(Integer.MAX_VALUE)
                  .maxStringLength(Integer.MAX_VALUE)
                  .build())
          .build();
  private static final Map<String, SyntheticSetting> SETTINGS = new HashMap<>();

  static {
    for (SyntheticSetting setting : SyntheticSetting.values()) {
      SETTINGS.put(setting.field, setting);
    }
  }

  private final Route route;
  private final ChatDefaults defaults;
  private final Set<String> foundFields = new HashSet<>();
  private boolean stream;
  private boolean includeUsage;
  private SyntheticOptions syntheticOptions;
  private boolean reasoningFramesSet;
  private @Nullable String model;
  private @Nullable ModelInsertion modelInsertion;
  private @Nullable ApiError settingError;

  private ChatRequestParser(Route route, ChatDefaults defaults) {
    this.route = route;
    this.defaults = defaults;
    this.syntheticOptions = defaults.syntheticOptions();
  }

  /**
   * Parses a request body and leaves its reader index where it is.
   *
   * @param body a JSON object in UTF-8 without a byte order mark, nested at most {@value
   *     ChatRequest#MAX_NESTING_DEPTH} deep, with nothing after it. A field that is read here may
   *     stand once; null counts as absent. The synthetic settings are checked only in synthetic
   *     requests; in others they belong to the upstream
   * @throws ApiError 400, naming the field, its value and its range
   */
  public static ChatRequest parse(Route route, ByteBuf body, ChatDefaults defaults) {
    return new ChatRequestParser(route, defaults).parse(body);
  }

  private ChatRequest parse(ByteBuf body) {
    requireObject(body);
    requireUtf8(body);
    try (JsonParser in =
        JSON.createParser((InputStream) new ByteBufInputStream(body.duplicate()))) {
      readFields(in);
    } catch (StreamConstraintsException e) {
      throw ApiError.badRequest(
          null,
          "The body must not be nested deeper than %d levels."
              .formatted(ChatRequest.MAX_NESTING_DEPTH));
    } catch (JacksonException e) {
      JsonLocation at = e.getLocation();
      throw ApiError.badRequest(
          null,
          "The body is not valid JSON%s."
              .formatted(at == null ? "" : " at byte " + at.getByteOffset()));
    } catch (IOException e) {
      throw new UncheckedIOException("reading a buffer in memory failed", e);
    }
    String effectiveModel = model == null ? defaults.model() : model;
    boolean synthetic =
        defaults.syntheticOnly()
            || (route == Route.CHAT && ChatRequest.SYNTHETIC.equals(effectiveModel));
    return new ChatRequest(
        route,
        body.readableBytes(),
        stream,
        model,
        includeUsage,
        synthetic,
        synthetic ? syntheticOptions() : defaults.syntheticOptions(),
        modelInsertion);
  }

  /** Checks the first byte. UTF-16 and UTF-32 have a zero among the first four bytes. */
  private static void requireObject(ByteBuf body) {
    int at = body.forEachByte(b -> b == ' ' || b == '\t' || b == '\n' || b == '\r');
    if (at < 0) {
      throw ApiError.badRequest(null, "The body is empty; it must be a JSON object.");
    }
    if ((body.getByte(at) & 0xff) == 0xef) {
      throw ApiError.badRequest(
          null, "The body must be a JSON object in UTF-8 without a byte order mark.");
    }
    int prefixLength = Math.min(4, body.readableBytes());
    boolean wide =
        body.indexOf(body.readerIndex(), body.readerIndex() + prefixLength, (byte) 0) >= 0;
    if (body.getByte(at) != '{' || wide) {
      throw ApiError.badRequest(null, "The body must be a JSON object in UTF-8.");
    }
  }

  /** Jackson accepts overlong forms, which another parser may read as other characters. */
  private static void requireUtf8(ByteBuf body) {
    int malformed = Utf8.indexOfMalformed(body);
    if (malformed >= 0) {
      throw ApiError.badRequest(null, "The body is not valid UTF-8 at byte " + malformed + ".");
    }
  }

  private void readFields(JsonParser in) throws IOException {
    in.nextToken();
    int insertAt = (int) in.currentTokenLocation().getByteOffset() + 1;
    boolean empty = true;
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      empty = false;
      String name = in.currentName();
      in.nextToken();
      readField(in, name);
    }
    if (in.nextToken() != null) {
      throw ApiError.badRequest(null, "The body must be one JSON object with nothing after it.");
    }
    if (!foundFields.contains("model")) {
      modelInsertion = new ModelInsertion(insertAt, insertAt, "\"model\":", empty ? "" : ",");
    }
  }

  private void readField(JsonParser in, String name) throws IOException {
    SyntheticSetting setting = SETTINGS.get(name);
    if (setting != null) {
      requireOnce(name);
      readSetting(in, setting);
      return;
    }
    switch (name) {
      case "model" -> {
        requireOnce(name);
        readModel(in);
      }
      case "stream" -> {
        requireOnce(name);
        stream = readBoolean(in, name, false);
      }
      case "stream_options" -> {
        requireOnce(name);
        readStreamOptions(in);
      }
      case "stamp" -> {
        requireOnce(name);
        readStamp(in);
      }
      case SpinTime.FIELD -> {
        requireOnce(name);
        readSpin(in);
      }
      case "max_tokens", "max_completion_tokens" -> readMaxTokens(in, name);
      default -> in.skipChildren();
    }
  }

  /** Rejects duplicates: the upstream might read the other one. */
  private void requireOnce(String name) {
    if (!foundFields.add(name)) {
      throw ApiError.badRequest(name, name + " must appear only once in the body.");
    }
  }

  private void readModel(JsonParser in) throws IOException {
    int at = (int) in.currentTokenLocation().getByteOffset();
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      modelInsertion = new ModelInsertion(at, at + 4, "", "");
      return;
    }
    if (in.currentToken() != JsonToken.VALUE_STRING) {
      throw ApiError.badRequest("model", "model must be a string, not " + describe(in) + ".");
    }
    int length = in.getTextLength();
    if (length > ChatRequest.MAX_MODEL_LENGTH) {
      throw ApiError.badRequest(
          "model",
          "model must be a string of at most %d characters, not %d."
              .formatted(ChatRequest.MAX_MODEL_LENGTH, length));
    }
    if (length == 0) {
      modelInsertion = new ModelInsertion(at, at + 2, "", "");
    } else {
      model = in.getText();
    }
  }

  private void readStreamOptions(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    if (in.currentToken() != JsonToken.START_OBJECT) {
      throw ApiError.badRequest(
          "stream_options", "stream_options must be an object, not " + describe(in) + ".");
    }
    while (in.nextToken() == JsonToken.FIELD_NAME) {
      String name = in.currentName();
      in.nextToken();
      if (name.equals("include_usage")) {
        requireOnce("stream_options.include_usage");
        includeUsage = readBoolean(in, "stream_options.include_usage", false);
      } else {
        in.skipChildren();
      }
    }
  }

  private void readStamp(JsonParser in) throws IOException {
    try {
      syntheticOptions =
          syntheticOptions.withStamp(readBoolean(in, "stamp", syntheticOptions.stamp()));
    } catch (ApiError e) {
      deferError(e);
    }
  }

  private void readSetting(JsonParser in, SyntheticSetting setting) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    IntRange range = setting.range(setting.field);
    if (in.currentToken() == JsonToken.VALUE_NUMBER_INT
        && in.getNumberType() == JsonParser.NumberType.INT
        && range.contains(in.getIntValue())) {
      syntheticOptions = syntheticOptions.with(setting, in.getIntValue());
      reasoningFramesSet |= setting == SyntheticSetting.REASONING_FRAMES;
      return;
    }
    deferError(ApiError.badRequest(setting.field, range.rangeError(describe(in))));
  }

  private void readSpin(JsonParser in) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    OptionalInt nanos =
        in.currentToken().isNumeric() ? SpinTime.parseNanos(in.getText()) : OptionalInt.empty();
    if (nanos.isPresent()) {
      syntheticOptions = syntheticOptions.withSpin(nanos.getAsInt());
    } else {
      deferError(ApiError.badRequest(SpinTime.FIELD, SpinTime.error(SpinTime.FIELD, describe(in))));
    }
  }

  /** Reads a limit of the output tokens. One beyond every response is no limit. */
  private void readMaxTokens(JsonParser in, String name) throws IOException {
    if (in.currentToken() == JsonToken.VALUE_NULL) {
      return;
    }
    boolean isPositive =
        in.currentToken() == JsonToken.VALUE_NUMBER_INT
            && !in.getText().startsWith("-")
            && !in.getText().equals("0");
    if (!isPositive) {
      deferError(
          ApiError.badRequest(
              name, name + " must be an integer of at least 1, not " + describe(in) + "."));
    } else if (in.getNumberType() == JsonParser.NumberType.INT) {
      syntheticOptions = syntheticOptions.withMaxTokens(in.getIntValue());
    }
  }

  /** Keeps an error that only a synthetic request reports; the model may follow later. */
  private void deferError(ApiError error) {
    if (settingError == null) {
      settingError = error;
    }
  }

  private SyntheticOptions syntheticOptions() {
    if (settingError != null) {
      throw settingError;
    }
    int frames = syntheticOptions.frames();
    int reasoning = syntheticOptions.reasoningFrames();
    if (reasoning > frames && reasoningFramesSet) {
      throw ApiError.badRequest(
          SyntheticSetting.REASONING_FRAMES.field,
          "reasoning_frames must be an integer from 0 to frames (%d), not %d."
              .formatted(frames, reasoning));
    }
    // If the default exceeds the requested frames, that is not the client's error.
    return syntheticOptions.with(SyntheticSetting.REASONING_FRAMES, Math.min(reasoning, frames));
  }

  private static boolean readBoolean(JsonParser in, String name, boolean defaultValue)
      throws IOException {
    return switch (in.currentToken()) {
      case VALUE_TRUE -> true;
      case VALUE_FALSE -> false;
      case VALUE_NULL -> defaultValue;
      default ->
          throw ApiError.badRequest(
              name, name + " must be true or false, not " + describe(in) + ".");
    };
  }

  /** Abbreviates a value for a message. Skips an object or array and names only its type. */
  private static String describe(JsonParser in) throws IOException {
    if (in.currentToken().isStructStart()) {
      String type = in.currentToken() == JsonToken.START_OBJECT ? "an object" : "an array";
      in.skipChildren();
      return type;
    }
    String brief = IntRange.abbreviate(in.getText());
    return in.currentToken() == JsonToken.VALUE_STRING ? '"' + brief + '"' : brief;
  }
}
