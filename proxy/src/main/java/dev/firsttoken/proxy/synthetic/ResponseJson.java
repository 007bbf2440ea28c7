package dev.firsttoken.proxy.synthetic;

import dev.firsttoken.proxy.api.ChatRequest;
import dev.firsttoken.proxy.api.SyntheticOptions;
import java.time.Instant;
import java.util.HexFormat;
import java.util.concurrent.ThreadLocalRandom;

/** JSON of one synthetic response, as chunks or as one object. All ASCII. */
final class ResponseJson {
  /** Source of the frames' text; contains nothing that JSON would have to escape. */
  private static final String FILLER_TEXT = "the quick brown fox jumps over the lazy dog and ";

  private final String id =
      "chatcmpl-" + HexFormat.of().toHexDigits(ThreadLocalRandom.current().nextLong());
  private final long created = Instant.now().getEpochSecond();
  private final SyntheticOptions options;
  private final int promptTokens;

  ResponseJson(ChatRequest request) {
    this.options = request.syntheticOptions();
    this.promptTokens = Math.ceilDiv(request.bodyBytes(), 4);
  }

  /** Text of one frame. */
  String frameText() {
    int times = Math.ceilDiv(options.bytesPerFrame(), FILLER_TEXT.length());
    return FILLER_TEXT.repeat(times).substring(0, options.bytesPerFrame());
  }

  String roleChunk() {
    return choice("{\"role\":\"assistant\",\"content\":\"\"}", "null");
  }

  String contentChunk() {
    return choice("{\"content\":\"" + frameText() + "\"}", "null");
  }

  String reasoningChunk() {
    return choice("{\"reasoning_content\":\"" + frameText() + "\"}", "null");
  }

  String finishChunk() {
    return choice("{}", '"' + options.finishReason() + '"');
  }

  String usageChunk() {
    return chunk("[]", ",\"usage\":" + usage());
  }

  /** Start of a non-streamed response, up to the first character of its text. */
  String textPrefix() {
    return chunkPrefix("chat.completion")
        + "[{\"index\":0,\"message\":{\"role\":\"assistant\",\"refusal\":null,\""
        + (options.sentReasoningFrames() > 0 ? "reasoning_content" : "content")
        + "\":\"";
  }

  /** Part of a non-streamed response between its reasoning and its content. */
  String contentSeparator() {
    return "\",\"content\":\"";
  }

  /** End of a non-streamed response, after the last character of its text. */
  String textSuffix() {
    return "\"},\"logprobs\":null,\"finish_reason\":\""
        + options.finishReason()
        + "\"}],\"usage\":"
        + usage()
        + "}";
  }

  private String choice(String delta, String finishReason) {
    return chunk(
        "[{\"index\":0,\"delta\":" + delta + ",\"finish_reason\":" + finishReason + "}]", "");
  }

  private String chunk(String choices, String extraFields) {
    String stamps = options.stamp() ? PrebuiltEvent.STAMPS : "";
    return chunkPrefix("chat.completion.chunk") + choices + extraFields + stamps + "}";
  }

  private String chunkPrefix(String object) {
    return "{\"id\":\""
        + id
        + "\",\"object\":\""
        + object
        + "\",\"created\":"
        + created
        + ",\"model\":\"synthetic\",\"choices\":";
  }

  /** Counts one completion token per frame and one prompt token per four bytes of the body. */
  private String usage() {
    return "{\"prompt_tokens\":"
        + promptTokens
        + ",\"completion_tokens\":"
        + options.sentFrames()
        + ",\"total_tokens\":"
        + (promptTokens + options.sentFrames())
        + ",\"completion_tokens_details\":{\"reasoning_tokens\":"
        + options.sentReasoningFrames()
        + "}}";
  }
}
