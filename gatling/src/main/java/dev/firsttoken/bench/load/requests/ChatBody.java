package dev.firsttoken.bench.load.requests;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.util.RawValue;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import java.util.Map;
import java.util.Set;

/**
 * JSON of a request around its prompt, with only the fields that were given. The prompt, which is
 * mostly an array of messages, is separate because it comes verbatim from a file and grows in a
 * conversation.
 *
 * @param before JSON before the prompt
 * @param after JSON after the prompt
 */
@SuppressWarnings("ArrayRecordComponent") // written once, never compared
record ChatBody(byte[] before, byte[] after) {
  /** Body of a request that has none. */
  static final ChatBody NONE = new ChatBody(new byte[0], new byte[0]);

  private static final ObjectMapper JSON = new ObjectMapper();

  /** Fields that every request has from the bench itself. */
  private static final Set<String> OWN_FIELDS = Set.of("stream", "stream_options");

  /**
   * Builds the body of a request with the other fields of its line.
   *
   * @param fields JSON values by name; they override the options, except for the model
   */
  static ChatBody of(RequestOptions requestOptions, Map<String, String> fields) {
    ObjectNode leading = JSON.createObjectNode();
    if (requestOptions.model() != null) {
      leading.put("model", requestOptions.model());
    }
    ObjectNode trailing = EndpointBody.ownFields(requestOptions, fields);
    fields.forEach(
        (name, value) -> {
          if (!OWN_FIELDS.contains(name) && !leading.has(name)) {
            trailing.putRawValue(name, new RawValue(value));
          }
        });
    BodyOptions bodyOptions = requestOptions.bodyOptions();
    bodyOptions.extraBody().applyTo(leading, trailing);
    String before = fieldsOf(leading);
    String input = "\"" + EndpointBody.inputField(bodyOptions.endpoint()) + "\":";
    return new ChatBody(
        ("{" + before + (before.isEmpty() ? "" : ",") + input).getBytes(UTF_8),
        ((trailing.isEmpty() ? "" : ",") + fieldsOf(trailing) + "}").getBytes(UTF_8));
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
