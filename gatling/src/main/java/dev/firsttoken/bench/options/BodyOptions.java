package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.JsonPatch;

/**
 * Fields of every request's body, besides its prompt and lengths.
 *
 * @param extraBody fields that are merged into the body last
 * @param maxTokensField name of the field with the max tokens of the response
 */
public record BodyOptions(JsonPatch extraBody, String maxTokensField) {
  /** Name that most servers know. */
  static final String MAX_TOKENS = "max_tokens";

  /** Only what the bench sends itself. */
  public static final BodyOptions DEFAULT = new BodyOptions(JsonPatch.NONE, MAX_TOKENS);
}
