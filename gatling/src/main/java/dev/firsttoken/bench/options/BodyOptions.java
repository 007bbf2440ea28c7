package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.Endpoint;
import dev.firsttoken.bench.options.value.JsonPatch;

/**
 * Fields of every request's body, besides its prompt and lengths.
 *
 * @param extraBody fields that are merged into the body last
 * @param maxTokensField name of the field with the max tokens of the response
 * @param endpoint API that the body is written for
 * @param stream whether the response is to be streamed
 */
public record BodyOptions(
    JsonPatch extraBody, String maxTokensField, Endpoint endpoint, boolean stream) {
  /** Name that most servers know. */
  static final String MAX_TOKENS = "max_tokens";

  /** Only what the bench sends itself. */
  public static final BodyOptions DEFAULT = new BodyOptions(JsonPatch.NONE, MAX_TOKENS);

  /** Creates the options of streamed chats. */
  public BodyOptions(JsonPatch extraBody, String maxTokensField) {
    this(extraBody, maxTokensField, Endpoint.CHAT, true);
  }

  /** Name of the field with the max tokens of the response, in the API of the requests. */
  public String maxTokensName() {
    return endpoint == Endpoint.RESPONSES && maxTokensField.equals(MAX_TOKENS)
        ? "max_output_tokens"
        : maxTokensField;
  }
}
