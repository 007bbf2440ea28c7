package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.io.JsonStringEncoder;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * JSON of a chat request around its messages, with only the fields that were given. The messages
 * are separate because they come verbatim from a file and grow in a conversation.
 *
 * @param before JSON before the messages array
 * @param after JSON after the messages array
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record ChatBody(byte[] before, byte[] after) {
  /** Body of a request that has none. */
  static final ChatBody NONE = new ChatBody(new byte[0], new byte[0]);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields that every request has from the bench itself. */
  private static final Set<String> OWN_FIELDS = Set.of("stream", "stream_options");

  /** The newer name of the limit: where a line has it, no other is sent. */
  private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

  /** Start of a messages array with one user message, up to its text. */
  static final String BEFORE_TEXT = "[{\"role\":\"user\",\"content\":\"";

  static final String AFTER_TEXT = "\"}]";

  /**
   * Builds the body of a streamed request with the other fields of its line.
   *
   * @param fields JSON values by name; they override the options, except for the model
   */
  static ChatBody streamed(RequestOptions requestOptions, Map<String, String> fields) {
    return of(requestOptions, true, fields);
  }

  static ChatBody of(RequestOptions requestOptions, boolean stream) {
    return of(requestOptions, stream, Map.of());
  }

  private static ChatBody of(
      RequestOptions requestOptions, boolean stream, Map<String, String> fields) {
    ObjectNode leading = JSON.createObjectNode();
    if (requestOptions.model() != null) {
      leading.put("model", requestOptions.model());
    }
    ObjectNode trailing = JSON.createObjectNode().put("stream", stream);
    if (stream) {
      trailing.set("stream_options", streamOptions(fields.get("stream_options")));
    }
    BodyOptions bodyOptions = requestOptions.bodyOptions();
    String maxTokensField = bodyOptions.maxTokensField();
    if (requestOptions.maxTokens() != null
        && !fields.containsKey(MAX_COMPLETION_TOKENS)
        && !fields.containsKey(maxTokensField)) {
      trailing.put(maxTokensField, requestOptions.maxTokens());
    }
    requestOptions.syntheticOptions().forEach(trailing::put);
    if (requestOptions.requestsTimestamps()) {
      trailing.put("stamp", true);
    }
    fields.forEach(
        (name, value) -> {
          if (!OWN_FIELDS.contains(name) && !leading.has(name)) {
            trailing.putRawValue(name, new RawValue(value));
          }
        });
    bodyOptions.extraBody().applyTo(leading, trailing);
    String before = fieldsOf(leading);
    return new ChatBody(
        ("{" + before + (before.isEmpty() ? "" : ",") + "\"messages\":").getBytes(UTF_8),
        ((trailing.isEmpty() ? "" : ",") + fieldsOf(trailing) + "}").getBytes(UTF_8));
  }

  /** Adds to the line's own options that the response must carry its usage. */
  private static ObjectNode streamOptions(@Nullable String given) {
    ObjectNode streamOptions = JSON.createObjectNode();
    try {
      if (given != null && JSON.readTree(given) instanceof ObjectNode object) {
        streamOptions = object;
      }
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("checked when the file was read: " + given, e);
    }
    return streamOptions.put("include_usage", true);
  }

  /** JSON of an object without its braces. */
  private static String fieldsOf(ObjectNode object) {
    try {
      String text = JSON.writeValueAsString(object);
      return text.substring(1, text.length() - 1);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree of strings and numbers can't be written", e);
    }
  }

  /** Messages array of one prompt. */
  static String userMessages(String prompt) {
    return BEFORE_TEXT + escape(prompt) + AFTER_TEXT;
  }

  /** Escapes a text for a JSON string. */
  static String escape(String text) {
    return new String(JsonStringEncoder.getInstance().quoteAsString(text));
  }

  /** Builds the complete body. */
  byte[] wrap(byte[] messages) {
    byte[] all = new byte[before.length + messages.length + after.length];
    System.arraycopy(before, 0, all, 0, before.length);
    System.arraycopy(messages, 0, all, before.length, messages.length);
    System.arraycopy(after, 0, all, before.length + messages.length, after.length);
    return all;
  }

  int length(int messages) {
    return before.length + messages + after.length;
  }
}
