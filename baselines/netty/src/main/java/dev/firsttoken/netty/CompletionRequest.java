package dev.firsttoken.netty;

import org.jspecify.annotations.Nullable;

/**
 * Fields of a chat request that shape its response.
 *
 * @param bodyBytes length of the body
 * @param model named model, or null if it is absent or empty
 * @param includeUsage {@code stream_options.include_usage}
 * @param options with the frames that are sent, which {@code max_tokens} may have capped
 * @param finishReason reason for the end of the response, in OpenAI's words
 */
record CompletionRequest(
    int bodyBytes,
    @Nullable String model,
    boolean stream,
    boolean includeUsage,
    StreamOptions options,
    String finishReason) {}
