package dev.firsttoken.bench.load.requests;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.firsttoken.bench.dataset.Prompt;
import dev.firsttoken.bench.options.BodyOptions;
import dev.firsttoken.bench.options.RequestOptions;
import dev.firsttoken.bench.options.value.Endpoint;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Parts of a request's body that differ from API to API. */
final class EndpointBody {
  /** The Messages API demands a limit. */
  private static final int DEFAULT_MAX_TOKENS = 1024;

  /** The newer name of the limit: where a line has it, no other is sent. */
  private static final String MAX_COMPLETION_TOKENS = "max_completion_tokens";

  private static final String STREAM_OPTIONS = "stream_options";
  private static final ObjectMapper JSON = new ObjectMapper();

  private EndpointBody() {}

  /** Name of the field with the prompt. */
  static String inputField(Endpoint endpoint) {
    return switch (endpoint) {
      case CHAT, MESSAGES -> "messages";
      case COMPLETIONS -> "prompt";
      case RESPONSES, EMBEDDINGS -> "input";
    };
  }

  /** JSON of a prompt of one text, up to that text. */
  static String beforeText(Endpoint endpoint) {
    return endpoint.takesMessages() ? MessageText.BEFORE : "\"";
  }

  /** JSON of a prompt of one text, after that text. */
  static String afterText(Endpoint endpoint) {
    return endpoint.takesMessages() ? MessageText.AFTER : "\"";
  }

  /** Fields that the bench itself sends beside model and prompt. */
  static ObjectNode ownFields(RequestOptions requestOptions, Map<String, String> given) {
    BodyOptions bodyOptions = requestOptions.bodyOptions();
    Endpoint endpoint = bodyOptions.endpoint();
    ObjectNode fields = JSON.createObjectNode();
    if (endpoint.isStreamable()) {
      fields.put("stream", bodyOptions.stream());
    }
    if (bodyOptions.stream() && (endpoint == Endpoint.CHAT || endpoint == Endpoint.COMPLETIONS)) {
      fields.set(STREAM_OPTIONS, streamOptions(given.get(STREAM_OPTIONS)));
    }
    addMaxTokens(fields, requestOptions, given);
    if (endpoint == Endpoint.CHAT) {
      requestOptions.syntheticOptions().forEach(fields::put);
    }
    if (requestOptions.requestsTimestamps()) {
      fields.put("stamp", true);
    }
    return fields;
  }

  private static void addMaxTokens(
      ObjectNode fields, RequestOptions requestOptions, Map<String, String> given) {
    Endpoint endpoint = requestOptions.bodyOptions().endpoint();
    Integer maxTokens = requestOptions.maxTokens();
    if (maxTokens == null && endpoint == Endpoint.MESSAGES) {
      maxTokens = DEFAULT_MAX_TOKENS;
    }
    String name = requestOptions.bodyOptions().maxTokensName();
    if (maxTokens != null
        && endpoint != Endpoint.EMBEDDINGS
        && !given.containsKey(MAX_COMPLETION_TOKENS)
        && !given.containsKey(name)) {
      fields.put(name, maxTokens);
    }
  }

  /** Adds to the line's own options that the response must carry its usage. */
  private static ObjectNode streamOptions(@Nullable String given) {
    ObjectNode streamOptions = JSON.createObjectNode();
    if (given != null && readTree(given) instanceof ObjectNode object) {
      streamOptions = object;
    }
    return streamOptions.put("include_usage", true);
  }

  /**
   * Converts a prompt of messages to that of an API.
   *
   * @throws IllegalArgumentException naming its line, if the API can't take it
   */
  static Prompt adapt(Prompt prompt, Endpoint endpoint) {
    if (endpoint.takesMessages()) {
      return endpoint == Endpoint.MESSAGES ? SystemMessages.moveOut(prompt) : prompt;
    }
    JsonNode messages = readTree(prompt.messages());
    JsonNode content = messages.path(0).path("content");
    if (messages.size() != 1 || !content.isTextual()) {
      throw new IllegalArgumentException(
          "a request of --endpoint=%s has one text, and line %d of the prompts has messages"
              .formatted(endpoint.label(), prompt.lineNumber()));
    }
    String text = '"' + MessageText.escape(content.textValue()) + '"';
    return new Prompt(
        prompt.lineNumber(), text, 1, prompt.maxTokens(), prompt.fields(), prompt.lengths());
  }

  private static JsonNode readTree(String json) {
    try {
      return JSON.readTree(json);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("checked when the file was read: " + json, e);
    }
  }
}
