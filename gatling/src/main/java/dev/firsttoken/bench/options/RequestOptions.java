package dev.firsttoken.bench.options;

import dev.firsttoken.bench.options.value.Endpoint;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Content of every request.
 *
 * @param model model name, or null for the server's own
 * @param maxTokens value of {@code max_tokens}, or null to send none
 * @param syntheticOptions options of the synthetic stream that were given, by their JSON names
 * @param bodyOptions other fields of the body
 */
public record RequestOptions(
    @Nullable String model,
    String prompt,
    @Nullable Integer maxTokens,
    Map<String, Integer> syntheticOptions,
    BodyOptions bodyOptions) {

  /** Model name that makes a First Token server send its synthetic stream. */
  public static final String SYNTHETIC = "synthetic";

  /**
   * Model name of requests that a proxy relays to an upstream, which sends its synthetic stream
   * whatever the model is.
   */
  public static final String RELAYED_SYNTHETIC = "synthetic-upstream";

  /** Creates options without other fields of the body. */
  public RequestOptions(
      @Nullable String model,
      String prompt,
      @Nullable Integer maxTokens,
      Map<String, Integer> syntheticOptions) {
    this(model, prompt, maxTokens, syntheticOptions, BodyOptions.DEFAULT);
  }

  static RequestOptions from(OptionReader optionReader) {
    Map<String, Integer> syntheticOptions = new LinkedHashMap<>();
    putIfPresent(syntheticOptions, "frames", optionReader.number(Setting.FRAMES));
    putIfPresent(syntheticOptions, "delay_ms", optionReader.number(Setting.DELAY_MS));
    putIfPresent(syntheticOptions, "bytes_per_frame", optionReader.number(Setting.BYTES_PER_FRAME));
    putIfPresent(syntheticOptions, "ttft_ms", optionReader.number(Setting.TTFT_MS));
    putIfPresent(
        syntheticOptions, "reasoning_frames", optionReader.number(Setting.REASONING_FRAMES));
    return new RequestOptions(
        optionReader.name(Setting.MODEL),
        optionReader.required(Setting.PROMPT),
        optionReader.number(Setting.MAX_TOKENS),
        Collections.unmodifiableMap(syntheticOptions),
        new BodyOptions(
            optionReader.jsonPatch(Setting.EXTRA_BODY),
            optionReader.fieldName(Setting.MAX_TOKENS_FIELD),
            optionReader.endpoint(),
            !optionReader.wholeResponses()));
  }

  private static void putIfPresent(
      Map<String, Integer> options, String name, @Nullable Integer value) {
    if (value != null) {
      options.put(name, value);
    }
  }

  /** Returns the same options for another model. */
  RequestOptions withModel(@Nullable String other) {
    return new RequestOptions(other, prompt, maxTokens, syntheticOptions, bodyOptions);
  }

  /** Returns the same options for responses that are streamed or not. */
  public RequestOptions withStream(boolean stream) {
    BodyOptions other =
        new BodyOptions(
            bodyOptions.extraBody(), bodyOptions.maxTokensField(), bodyOptions.endpoint(), stream);
    return new RequestOptions(model, prompt, maxTokens, syntheticOptions, other);
  }

  /** Returns the options of one request with a prompt and a length of its own. */
  public RequestOptions withLengths(
      @Nullable Integer otherMaxTokens, Map<String, Integer> otherSyntheticOptions) {
    return new RequestOptions(model, "", otherMaxTokens, otherSyntheticOptions, bodyOptions);
  }

  /**
   * Returns true if the chunks should carry their due and sent times. Only a First Token server is
   * asked for them, because a strict server rejects unknown fields.
   */
  public boolean requestsTimestamps() {
    return bodyOptions.endpoint() == Endpoint.CHAT
        && (isSynthetic() || !syntheticOptions.isEmpty());
  }

  /** Returns true if the model is the synthetic stream, whose length is set by its frames. */
  public boolean isSynthetic() {
    return SYNTHETIC.equals(model) || RELAYED_SYNTHETIC.equals(model);
  }
}
