package dev.firsttoken.netty;

import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/**
 * JSON of one chat completion, as chunks or as one object. All of it is ASCII. Chunks lack their
 * last brace, so that stamps can follow.
 */
final class CompletionJson {
  /** Source of the frames' text; contains nothing that JSON would have to escape. */
  private static final String FILLER_TEXT = "the quick brown fox jumps over the lazy dog and ";

  private final String id =
      "chatcmpl-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final long created = Instant.now().getEpochSecond();
  private final CompletionRequest request;
  private final StreamOptions options;

  CompletionJson(CompletionRequest request) {
    this.request = request;
    this.options = request.options();
  }

  /** Text of one frame. */
  String frameText() {
    int times = Math.ceilDiv(options.bytesPerFrame(), FILLER_TEXT.length());
    return FILLER_TEXT.repeat(times).substring(0, options.bytesPerFrame());
  }

  String roleChunk() {
    return chunk(choice("{\"role\":\"assistant\",\"content\":\"\"}", "null"));
  }

  String contentChunk() {
    return chunk(choice("{\"content\":\"" + frameText() + "\"}", "null"));
  }

  String reasoningChunk() {
    return chunk(choice("{\"reasoning_content\":\"" + frameText() + "\"}", "null"));
  }

  String finishChunk() {
    return chunk(choice("{}", '"' + request.finishReason() + '"'));
  }

  String usageChunk() {
    return chunk("") + ",\"usage\":" + usage();
  }

  /** Start of a response that is not streamed, up to the first character of its text. */
  String textPrefix() {
    return prefix("chat.completion")
        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"refusal\":null,\""
        + (options.reasoningFrames() > 0 ? "reasoning_content" : "content")
        + "\":\"";
  }

  /** Part of a response that is not streamed between its reasoning and its content. */
  String contentSeparator() {
    return "\",\"content\":\"";
  }

  /** End of a response that is not streamed, after the last character of its text. */
  String textSuffix() {
    return "\"},\"logprobs\":null,\"finish_reason\":\"%s\"}],\"usage\":%s}"
        .formatted(request.finishReason(), usage());
  }

  private String chunk(String choice) {
    return prefix("chat.completion.chunk") + "[" + choice + "]";
  }

  private static String choice(String delta, String finishReason) {
    return "{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}";
  }

  private String prefix(String object) {
    return "{\"id\":\"%s\",\"object\":\"%s\",\"created\":%d,\"model\":\"synthetic\",\"choices\":"
        .formatted(id, object, created);
  }

  /** Counts one completion token per frame and one prompt token per four bytes of the body. */
  private String usage() {
    int promptTokens = Math.ceilDiv(request.bodyBytes(), 4);
    return "{\"prompt_tokens\":%d,\"completion_tokens\":%d,\"total_tokens\":%d,%s}"
        .formatted(
            promptTokens,
            options.frames(),
            promptTokens + options.frames(),
            "\"completion_tokens_details\":{\"reasoning_tokens\":%d}"
                .formatted(options.reasoningFrames()));
  }
}
